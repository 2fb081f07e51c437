import type { ImportReport } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApplyBar } from './apply-bar.tsx';
import type { Confirmed } from './confirmed.ts';
import { HeldFile } from './held-file.tsx';
import { KindChips } from './kind-chips.tsx';
import { type Kind, sortReport } from './kinds.ts';
import { ReportSections } from './report-sections.tsx';

type ResultProps = {
  readonly file: File;
  readonly report: ImportReport;
  readonly isApplied: boolean;
  readonly isBusy: boolean;
  readonly confirmed: Confirmed;
  readonly setConfirmed: (confirmed: Confirmed) => void;
  readonly onApply: () => void;
  readonly onOther: () => void;
};

const ENCODINGS: Readonly<Record<ImportReport['encoding'], string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1250': 'Windows-1250',
  'iso-8859-2': 'ISO-8859-2',
};

/** What a file would change or has changed: exceptions first, then names, then the rest. */
export function ImportResult(props: ResultProps): VNode {
  const { file, report, isApplied, isBusy, confirmed, setConfirmed, onApply, onOther } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [report]);
  const [kind, setKind] = useState<Kind>();
  const sorted = useMemo(() => sortReport(report), [report]);
  const changes = report.created + report.updated;
  const accepted = isApplied ? 0 : Object.keys(confirmed.rows).length;
  return (
    <section class="import-result" aria-labelledby="import-result">
      <h2 id="import-result" tabIndex={-1} ref={heading}>
        {isApplied ? m.panel_import_done() : m.panel_import_preview()}
      </h2>
      <p class="quiet">
        <span translate={false}>{file.name}</span> ·{' '}
        {report.kind === 'sio' ? m.panel_import_is_sio() : m.panel_import_is_register()} ·{' '}
        {ENCODINGS[report.encoding]}
      </p>
      {isApplied ? (
        <p class="notice good" role="status">
          {m.panel_import_done_text({ count: changes })} {m.panel_import_nobody_leaves()}
        </p>
      ) : null}
      <KindChips {...{ report, kind, setKind }} counts={sorted.counts} />
      {report.missing === 0 ? null : (
        <p class="notice warn">{m.panel_import_missing({ count: report.missing })}</p>
      )}
      {report.held === null ? null : <HeldFile held={report.held} {...{ confirmed, setConfirmed }} />}
      {changes === 0 && report.errors.length === 0 ? <p>{m.panel_import_nothing()}</p> : null}
      <ReportSections {...{ report, sorted, kind, isApplied, confirmed, setConfirmed }} />
      <ApplyBar
        {...{ isApplied, isBusy, confirmed, onApply, onOther }}
        fileName={file.name}
        held={report.held}
        count={changes + accepted}
        hasErrors={report.errors.length > 0}
      />
    </section>
  );
}
