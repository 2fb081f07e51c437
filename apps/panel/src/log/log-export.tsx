import type { AuditEntry, AuditPage, AuditSent } from '@mleg/contract/audit';
import { formatMoment } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { searchLog } from '../api.ts';
import { useAction } from '../use-action.ts';
import { toCsv } from './csv.ts';
import { actorOfEntry, whatOf } from './entry-text.ts';

const EVENTS_MAX = 10_000;

/** The events that were asked for as a file, in the reader's language; the download is written into the log. */
export function LogExport({ query, total }: { readonly query: AuditSent; readonly total: number }): VNode {
  const { run, isBusy, error } = useAction();
  const [count, setCount] = useState(0);
  const [file, setFile] = useState<{ url: string; shown: number }>();
  useEffect(() => () => (file === undefined ? undefined : URL.revokeObjectURL(file.url)), [file]);
  const prepare = (): Promise<boolean> =>
    run(async () => {
      const events: AuditEntry[] = [];
      let page: AuditPage | undefined;
      while (events.length < EVENTS_MAX && page?.next !== null) {
        const before = page === undefined ? {} : { before: page.next };
        page = await searchLog({ ...query, ...before, isExport: true });
        events.push(...page.events);
        setCount(events.length);
      }
      const url = URL.createObjectURL(new Blob([toCsv(rowsOf(events))], { type: 'text/csv' }));
      setFile({ url, shown: events.length });
    });
  return (
    <div class="row log-export">
      {file === undefined ? (
        <button type="button" aria-disabled={isBusy} onClick={() => void prepare()}>
          {m.panel_log_export()}
        </button>
      ) : (
        <a class="button" href={file.url} download="dziennik.csv">
          {m.panel_log_save()}
        </a>
      )}
      <span role="status" class="quiet">
        {isBusy ? m.panel_log_exporting({ count }) : null}
        {file !== undefined && file.shown < total
          ? m.panel_log_export_cut({ shown: file.shown, total })
          : null}
      </span>
      {error === undefined ? null : <ProblemNotice error={error} />}
    </div>
  );
}

function rowsOf(events: readonly AuditEntry[]): string[][] {
  const head = [
    m.panel_log_when(),
    m.panel_log_who(),
    m.panel_log_kind(),
    m.panel_log_pupil(),
    m.panel_column_class(),
  ];
  const lines = events.map((entry) => [
    formatMoment(entry.at),
    actorOfEntry(entry),
    whatOf(entry),
    entry.pupil?.name ?? '',
    entry.pupil?.classGroup ?? '',
  ]);
  return [head, ...lines];
}
