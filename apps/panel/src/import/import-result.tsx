import type { ImportReport } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { issueText } from './issue-text.ts';

type ResultProps = {
  readonly file: File;
  readonly report: ImportReport;
  readonly isApplied: boolean;
  readonly isBusy: boolean;
  readonly onApply: () => unknown;
  readonly onOther: () => void;
};

/** What a file would change or has changed, row by row where something is wrong. */
export function ImportResult({ file, report, isApplied, isBusy, onApply, onOther }: ResultProps): VNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [report]);
  const changes = report.created + report.updated;
  return (
    <section class="import-result" aria-labelledby="import-result">
      <h2 id="import-result" tabIndex={-1} ref={heading}>
        {isApplied ? m.panel_import_done() : m.panel_import_preview()}
      </h2>
      <p class="quiet">
        {file.name} · {report.kind === 'sio' ? m.panel_import_is_sio() : m.panel_import_is_register()} ·{' '}
        {report.encoding === 'utf-8' ? 'UTF-8' : 'Windows-1250'}
      </p>
      <Counts report={report} />
      <div class="row">
        {!isApplied && changes > 0 ? (
          <button type="button" class="primary" aria-disabled={isBusy} onClick={onApply}>
            {m.panel_import_apply({ count: changes })}
          </button>
        ) : null}
        <button type="button" onClick={onOther}>
          {isApplied ? m.panel_import_another() : m.common_cancel()}
        </button>
        {isApplied ? (
          <a class="button" href="/pupils">
            {m.panel_nav_pupils()}
          </a>
        ) : null}
      </div>
      {!isApplied && changes === 0 ? <p>{m.panel_import_nothing()}</p> : null}
      {!isApplied && changes > 0 && report.errors.length > 0 ? <p>{m.panel_import_good_rows()}</p> : null}
      <Issues
        title={m.panel_import_errors({ count: report.errors.length })}
        issues={report.errors}
        tone="bad"
      />
      <Issues
        title={m.panel_import_warnings({ count: report.warnings.length })}
        issues={report.warnings}
        tone="warn"
      />
    </section>
  );
}

function Counts({ report }: { readonly report: ImportReport }): VNode {
  const counts = [
    { text: m.panel_import_created(), count: report.created },
    { text: m.panel_import_updated(), count: report.updated },
    { text: m.panel_import_unchanged(), count: report.unchanged },
    { text: m.panel_import_wrong(), count: report.errors.length },
  ];
  return (
    <>
      <dl class="counts">
        {counts.map(({ text, count }) => (
          <div key={text}>
            <dt>{text}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
      {report.missing === 0 ? null : (
        <p class="notice warn">{m.panel_import_missing({ count: report.missing })}</p>
      )}
      <p class="quiet">{m.panel_import_nobody_leaves()}</p>
    </>
  );
}

const SHOWN_MAX = 200;

function Issues(props: {
  readonly title: string;
  readonly issues: ImportReport['errors'];
  readonly tone: 'bad' | 'warn';
}): VNode | null {
  const { title, issues, tone } = props;
  if (issues.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <div class="table-scroll">
        <table class={`rows issues ${tone}`}>
          <thead>
            <tr>
              <th scope="col">{m.panel_import_row()}</th>
              <th scope="col">{m.panel_import_field()}</th>
              <th scope="col">{m.panel_import_what()}</th>
            </tr>
          </thead>
          <tbody>
            {issues.slice(0, SHOWN_MAX).map((issue) => (
              <tr key={`${issue.row} ${issue.field} ${issue.code}`}>
                <td class="number">{issue.row}</td>
                <td lang="pl">{issue.field ?? '–'}</td>
                <td>{issueText(issue)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {issues.length > SHOWN_MAX ? <p class="quiet">{m.panel_import_first({ count: SHOWN_MAX })}</p> : null}
    </>
  );
}
