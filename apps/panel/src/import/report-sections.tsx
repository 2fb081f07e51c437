import type { ImportReport } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';
import type { ComponentChildren, VNode } from 'preact';
import { ChangeTable, CreatedList } from './change-table.tsx';
import type { Confirmed } from './confirmed.ts';
import { IssueTable } from './issue-table.tsx';
import type { Kind, Sorted } from './kinds.ts';
import { StoppedRows } from './stopped-rows.tsx';

type SectionsProps = {
  readonly report: ImportReport;
  readonly sorted: Sorted;
  /** Only this one is wanted. */
  readonly kind: Kind | undefined;
  readonly isApplied: boolean;
  readonly confirmed: Confirmed;
  readonly setConfirmed: (confirmed: Confirmed) => void;
};

/** What the file does, kind by kind: what a person has to look at comes first. */
export function ReportSections(props: SectionsProps): VNode {
  const { report, sorted, kind, isApplied, confirmed, setConfirmed } = props;
  const { stopped, errors, names, changes, created, warnings } = sorted;
  const wants = (one: Kind, items: readonly unknown[]): boolean =>
    items.length > 0 && (kind === undefined || kind === one);
  const people = (count: number): string => m.panel_import_people({ count });
  return (
    <>
      {wants('stopped', stopped) ? (
        <Part title={m.panel_import_stopped_title({ count: stopped.length })} class="halt">
          <StoppedRows issues={stopped} {...{ confirmed, setConfirmed, isApplied }} />
        </Part>
      ) : null}
      {wants('names', names) ? (
        <Part
          title={m.panel_import_names_title()}
          note={isApplied ? people(names.length) : m.panel_import_names_text({ count: names.length })}
        >
          <ChangeTable changes={names} />
        </Part>
      ) : null}
      {wants('errors', errors) ? (
        <Part
          title={m.panel_import_errors({ count: errors.length })}
          note={isApplied ? m.panel_import_errors_done() : m.panel_import_errors_text()}
        >
          <IssueTable issues={errors} tone="bad" />
        </Part>
      ) : null}
      {wants('changes', changes) ? (
        <Part title={m.panel_import_changes_title()} note={people(sorted.counts.changes)}>
          <ChangeTable changes={changes} />
        </Part>
      ) : null}
      {wants('created', created) ? (
        <Part title={m.panel_import_created_title()} note={people(report.created)}>
          <CreatedList changes={created} />
        </Part>
      ) : null}
      {report.changesTotal > report.changes.length ? (
        <p class="quiet">
          {m.panel_import_cut({ shown: report.changes.length, total: report.changesTotal })}
        </p>
      ) : null}
      {wants('warnings', warnings) ? (
        <Part title={m.panel_import_warnings({ count: warnings.length })}>
          <IssueTable issues={warnings} tone="warn" />
        </Part>
      ) : null}
      {isApplied ? null : <p class="quiet">{m.panel_import_nobody_leaves()}</p>}
    </>
  );
}

function Part(props: {
  readonly title: string;
  readonly note?: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}): VNode {
  return (
    <section class={`import-part ${props.class ?? ''}`}>
      <div class="part-head">
        <h3>{props.title}</h3>
        {props.note === undefined ? null : <p class="quiet">{props.note}</p>}
      </div>
      {props.children}
    </section>
  );
}
