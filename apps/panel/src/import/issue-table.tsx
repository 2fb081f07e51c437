import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { issueText } from './issue-text.ts';
import type { Issue } from './kinds.ts';
import { useShown } from './shown.tsx';

/** Whose row has what, and where. */
export function IssueTable({
  issues,
  tone,
}: {
  readonly issues: readonly Issue[];
  readonly tone: 'bad' | 'warn';
}): VNode {
  const { shown, more } = useShown(issues);
  return (
    <>
      <div class="table-scroll">
        <table class={`rows import-rows issues ${tone}`}>
          <thead>
            <tr>
              <th scope="col">{m.panel_import_who()}</th>
              <th scope="col">{m.panel_import_what()}</th>
              <th scope="col">{m.panel_import_field()}</th>
              <th scope="col">{m.panel_import_row()}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((issue, at) => (
              <tr key={at}>
                <th scope="row" translate={false}>
                  {issue.who ?? '–'}
                </th>
                <td class="issue-text">
                  <IssueWords issue={issue} />
                </td>
                <td lang="pl" class="quiet">
                  {issue.field ?? '–'}
                </td>
                <td class="quiet number">{m.panel_import_row_number({ row: issue.row })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more}
    </>
  );
}

/** What is wrong, in the reader's language; the server's Polish sentence where no other is known. */
export function IssueWords({ issue }: { readonly issue: Issue }): VNode {
  const { text, polish } = issueText(issue);
  return (
    <>
      {text}
      {polish === undefined ? null : <span lang="pl"> „{polish}”</span>}
    </>
  );
}
