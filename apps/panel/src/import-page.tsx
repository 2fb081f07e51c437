import type { ImportReport } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';
import { PageTitle, ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { importFile } from './api.ts';
import { type Confirmed, confirmText, NOTHING_CONFIRMED } from './import/confirmed.ts';
import { DropZone } from './import/drop-zone.tsx';
import { Formats } from './import/formats.tsx';
import { ImportProgress } from './import/import-progress.tsx';
import { ImportResult } from './import/import-result.tsx';
import { type Action, useAction } from './use-action.ts';

const BYTES_MAX = 8 * 1024 * 1024;

type Reading = { readonly file: File; readonly report: ImportReport; readonly isApplied: boolean };
type Step = { readonly file: File; readonly isApplying: boolean };

/** Reads a file of the school: first what would change, then, by a person's word, the change (screens.md S-7). */
export function ImportPage(): VNode {
  const action = useAction();
  const [isComplete, setComplete] = useState(false);
  const [reading, setReading] = useState<Reading>();
  const [confirmed, setConfirmed] = useState<Confirmed>(NOTHING_CONFIRMED);
  const [isTooLarge, setTooLarge] = useState(false);
  const step = useRef<Step>(undefined);
  const read = (file: File, complete: boolean, apply: Confirmed | undefined): Promise<boolean> =>
    action.run(async () => {
      step.current = { file, isApplying: apply !== undefined };
      const confirm = apply && reading ? confirmText(apply, reading.report.fileDigest) : '';
      const report = await importFile(file, { dryRun: apply === undefined, complete, confirm });
      setReading({ file, report, isApplied: apply !== undefined && report.held === null });
    });
  const choose = (file: File): void => {
    setReading(undefined);
    setConfirmed(NOTHING_CONFIRMED);
    setTooLarge(file.size > BYTES_MAX);
    if (file.size <= BYTES_MAX) void read(file, isComplete, undefined);
  };
  const declare = (complete: boolean): void => {
    setComplete(complete);
    if (reading && !reading.isApplied) void read(reading.file, complete, undefined);
  };
  return (
    <div class="page">
      <PageTitle title={m.panel_title({ page: m.panel_import_title() })}>{m.panel_import_title()}</PageTitle>
      <p>{m.panel_import_intro()}</p>
      <DropZone isBusy={action.isBusy} isCompact={reading !== undefined} onFile={choose} />
      <Complete isComplete={isComplete} isBusy={action.isBusy} onChange={declare} />
      {isTooLarge ? (
        <div class="notice bad" role="alert">
          <p>{m.panel_import_too_large()}</p>
        </div>
      ) : null}
      <Failure action={action} wasApplying={step.current?.isApplying === true} />
      {action.isBusy && step.current?.isApplying === false ? (
        <ImportProgress file={step.current.file} />
      ) : null}
      {reading === undefined ? (
        <Formats />
      ) : (
        <ImportResult
          {...{ ...reading, confirmed, setConfirmed }}
          key={`${reading.file.name} ${reading.isApplied}`}
          isBusy={action.isBusy && step.current?.isApplying === true}
          onApply={() => void read(reading.file, isComplete, confirmed)}
          onOther={() => setReading(undefined)}
        />
      )}
    </div>
  );
}

function Complete(props: {
  readonly isComplete: boolean;
  readonly isBusy: boolean;
  readonly onChange: (isComplete: boolean) => void;
}): VNode {
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={props.isComplete}
        disabled={props.isBusy}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      {m.panel_import_complete()}
    </label>
  );
}

/** Why the whole file is refused, where more can be said than that it is. */
function refusalText({ type, details }: NonNullable<Action['error']>): string | undefined {
  const { missing, reason } = details;
  if (type === 'columns_unknown' && typeof missing === 'string')
    return m.panel_import_columns({ columns: missing });
  if (type === 'conflict' && reason === 'other_file') return m.panel_import_other_file();
  if (type !== 'file_unreadable') return undefined;
  if (reason === 'encoding_wrong') return m.panel_import_encoding();
  return reason === 'empty' ? m.panel_import_empty() : undefined;
}

type FailureProps = { readonly action: Action; readonly wasApplying: boolean };

function Failure({ action, wasApplying }: FailureProps): VNode | null {
  const { error } = action;
  if (error === undefined) return null;
  const text = refusalText(error);
  // The answer was lost on the way: the server may have done it all the same.
  const isUnsure = wasApplying && (error.type === 'network' || error.type === 'fault');
  return (
    <>
      <ProblemNotice error={error} {...(text === undefined ? {} : { text })} />
      {isUnsure ? <p class="notice warn">{m.panel_import_unsure()}</p> : null}
    </>
  );
}
