import type { AuditEntry, AuditPage, AuditSent } from '@mleg/contract/audit';
import { formatMoment } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { Loading, PageTitle, ProblemNotice } from '@mleg/ui/parts.tsx';
import { useAnswer } from '@mleg/ui/use-answer';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { searchLog } from './api.ts';
import { actorOfEntry, whatOf } from './log/entry-text.ts';
import { LogExport } from './log/log-export.tsx';
import { LogFilters } from './log/log-filters.tsx';
import { StaleNotice } from './parts/stale-notice.tsx';
import { useAction } from './use-action.ts';

/** Who saw and changed what: for the data protection officer and the head teacher. Reading it is written into it. */
export function LogPage({ hasPages }: { readonly hasPages: boolean }): VNode {
  const [query, setQuery] = useState<AuditSent>({});
  // The same question again is asked again: something may have happened since.
  const [asked, setAsked] = useState(0);
  const log = useAnswer(`log ${asked} ${JSON.stringify(query)}`, () => searchLog(query));
  const show = (next: AuditSent): void => {
    setQuery(next);
    setAsked((count) => count + 1);
  };
  return (
    <div class="page">
      <PageTitle title={m.panel_title({ page: m.panel_nav_log() })}>{m.panel_nav_log()}</PageTitle>
      <p>{m.panel_log_intro()}</p>
      <LogFilters staff={log.answer?.staff ?? []} isBusy={log.isLoading} onShow={show} />
      <StaleNotice of={log} text={m.panel_log_failed()} />
      {log.answer === undefined && log.isLoading ? <Loading /> : null}
      {log.answer === undefined ? null : (
        <Found key={asked} first={log.answer} query={query} hasPages={hasPages} />
      )}
    </div>
  );
}

type FoundProps = { readonly first: AuditPage; readonly query: AuditSent; readonly hasPages: boolean };

function Found({ first, query, hasPages }: FoundProps): VNode {
  const [pages, setPages] = useState<readonly AuditPage[]>([first]);
  const action = useAction();
  const events = pages.flatMap((page) => page.events);
  const next = pages.at(-1)?.next ?? null;
  const more = (before: string): Promise<boolean> =>
    action.run(async () => setPages([...pages, await searchLog({ ...query, before })]));
  if (first.total === 0) return <p class="empty">{m.panel_log_none()}</p>;
  return (
    <>
      <p class="quiet" role="status">
        {m.panel_log_found({ count: first.total })}
      </p>
      <LogExport query={query} total={first.total} />
      <Table events={events} hasPages={hasPages} />
      {next === null ? null : (
        <div class="show-more">
          <p class="quiet" role="status">
            {m.panel_shown_of({ shown: events.length, total: first.total })}
          </p>
          <button type="button" aria-disabled={action.isBusy} onClick={() => void more(next)}>
            {m.panel_show_more({
              count: Math.max(1, Math.min(first.events.length, first.total - events.length)),
            })}
          </button>
        </div>
      )}
      {action.error === undefined ? null : <ProblemNotice error={action.error} />}
    </>
  );
}

function Table(props: { readonly events: readonly AuditEntry[]; readonly hasPages: boolean }): VNode {
  return (
    <div class="table-scroll">
      <table class="rows log-rows">
        <thead>
          <tr>
            <th scope="col">{m.panel_log_when()}</th>
            <th scope="col">{m.panel_log_who()}</th>
            <th scope="col">{m.panel_log_kind()}</th>
            <th scope="col">{m.panel_log_pupil()}</th>
          </tr>
        </thead>
        <tbody>
          {props.events.map((entry) => (
            <tr key={entry.id}>
              <td class="number nowrap">
                <time dateTime={entry.at}>{formatMoment(entry.at)}</time>
              </td>
              <td translate={false}>{actorOfEntry(entry)}</td>
              <td>{whatOf(entry)}</td>
              <td translate={false}>
                <Pupil pupil={entry.pupil} hasPages={props.hasPages} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A link for who may open the pupil's page. */
function Pupil({
  pupil,
  hasPages,
}: {
  readonly pupil: AuditEntry['pupil'];
  readonly hasPages: boolean;
}): VNode {
  if (pupil === null) return <span class="quiet">–</span>;
  const text = `${pupil.name}, ${pupil.classGroup}`;
  return hasPages ? <a href={`/pupils/${pupil.id}`}>{text}</a> : <span>{text}</span>;
}
