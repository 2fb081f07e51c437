import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ReasonList } from '../parts/reason-list.tsx';
import { useKeptFocus } from '../parts/use-kept-focus.ts';
import { type Confirmed, isFull, type RenameReason, renameWords } from './confirmed.ts';
import { IssueWords } from './issue-table.tsx';
import type { Issue } from './kinds.ts';
import { useShown } from './shown.tsx';

type StoppedProps = {
  readonly issues: readonly Issue[];
  readonly confirmed: Confirmed;
  readonly setConfirmed: (confirmed: Confirmed) => void;
  readonly isApplied: boolean;
};

/** Rows that would mix up two people: left out, unless a person says why it is one (rules.md I1a). */
export function StoppedRows({ issues, confirmed, setConfirmed, isApplied }: StoppedProps): VNode {
  const { shown, more } = useShown(issues);
  const choose = (row: number, reason: RenameReason | undefined): void => {
    const { [String(row)]: _, ...rest } = confirmed.rows;
    setConfirmed({ ...confirmed, rows: reason === undefined ? rest : { ...rest, [row]: reason } });
  };
  const full = isFull(confirmed);
  return (
    <>
      <p>{m.panel_import_stopped_text()}</p>
      {full ? (
        <p class="notice warn" role="status">
          {m.panel_import_accept_full()}
        </p>
      ) : null}
      <ul class="stopped-rows">
        {shown.map((issue) => (
          <Stopped
            key={issue.row}
            {...{ issue, isApplied, isFull: full }}
            reason={confirmed.rows[issue.row]}
            onChoose={(reason) => choose(issue.row, reason)}
          />
        ))}
      </ul>
      {more}
    </>
  );
}

function Stopped(props: {
  readonly issue: Issue;
  readonly reason: RenameReason | undefined;
  readonly isApplied: boolean;
  readonly isFull: boolean;
  readonly onChoose: (reason: RenameReason | undefined) => void;
}): VNode {
  const { issue, reason, isApplied, isFull: full, onChoose } = props;
  const [isOpen, setOpen] = useState(false);
  const part = useKeptFocus();
  const { row, who } = issue;
  return (
    <li>
      <section ref={part} aria-label={m.panel_import_row_number({ row })}>
        <p class="section-title stopped-title" tabIndex={-1}>
          <strong>
            {m.panel_import_row_number({ row })}
            {who === null ? null : ': '}
            <span translate={false}>{who}</span>
          </strong>{' '}
          <IssueWords issue={issue} />
        </p>
        {isApplied ? <p class="quiet">{m.panel_import_was_skipped()}</p> : null}
        {isApplied || isOpen ? null : (
          <div class="row">
            <span role="status">
              {reason === undefined
                ? m.panel_import_skipped()
                : m.panel_import_accepted({ reason: renameWords[reason]() })}
            </span>
            {reason === undefined ? (
              <button type="button" disabled={full} onClick={() => setOpen(true)}>
                {m.panel_import_accept()}
              </button>
            ) : (
              <button type="button" class="plain" onClick={() => onChoose(undefined)}>
                {m.panel_import_accept_undo()}
              </button>
            )}
          </div>
        )}
        {isOpen ? (
          <ReasonList<RenameReason>
            legend={m.panel_import_accept_legend({ row })}
            words={renameWords}
            confirm={m.panel_import_accept_confirm()}
            isBusy={false}
            onCancel={() => setOpen(false)}
            onConfirm={(chosen) => {
              onChoose(chosen);
              setOpen(false);
            }}
          />
        ) : null}
      </section>
    </li>
  );
}
