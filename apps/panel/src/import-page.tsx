import type { ImportReport } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';
import { PageTitle, ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { importFile } from './api.ts';
import { DropZone } from './import/drop-zone.tsx';
import { ImportResult } from './import/import-result.tsx';
import { type Action, useAction } from './use-action.ts';

const BYTES_MAX = 8 * 1024 * 1024;

type Reading = { readonly file: File; readonly report: ImportReport; readonly isApplied: boolean };

/** Reads a file of the school: first what would change, then, by a person's word, the change (screens.md S-7). */
export function ImportPage(): VNode {
  const action = useAction();
  const [isComplete, setComplete] = useState(false);
  const [reading, setReading] = useState<Reading>();
  const [isTooLarge, setTooLarge] = useState(false);
  const read = (file: File, complete: boolean, dryRun: boolean): Promise<boolean> =>
    action.run(async () =>
      setReading({ file, report: await importFile(file, { dryRun, complete }), isApplied: !dryRun }),
    );
  const choose = (file: File): void => {
    setReading(undefined);
    setTooLarge(file.size > BYTES_MAX);
    if (file.size <= BYTES_MAX) void read(file, isComplete, true);
  };
  const declare = (complete: boolean): void => {
    setComplete(complete);
    if (reading && !reading.isApplied) void read(reading.file, complete, true);
  };
  return (
    <div class="page">
      <PageTitle title={m.panel_title({ page: m.panel_import_title() })}>{m.panel_import_title()}</PageTitle>
      <p>{m.panel_import_intro()}</p>
      <DropZone isBusy={action.isBusy} onFile={choose} />
      <label class="choice">
        <input
          type="checkbox"
          checked={isComplete}
          onChange={(event) => declare(event.currentTarget.checked)}
        />
        {m.panel_import_complete()}
      </label>
      {isTooLarge ? (
        <div class="notice bad" role="alert">
          <p>{m.panel_import_too_large()}</p>
        </div>
      ) : null}
      <Failure action={action} />
      {action.isBusy ? <Progress file={reading?.file} /> : null}
      {reading === undefined ? (
        <Formats />
      ) : (
        <ImportResult
          {...reading}
          isBusy={action.isBusy}
          onApply={() => read(reading.file, isComplete, false)}
          onOther={() => setReading(undefined)}
        />
      )}
    </div>
  );
}

function Failure({ action }: { readonly action: Action }): VNode | null {
  const { error } = action;
  if (error === undefined) return null;
  const missing = error.details['missing'];
  const text =
    error.type === 'columns_unknown' && typeof missing === 'string'
      ? m.panel_import_columns({ columns: missing })
      : undefined;
  return <ProblemNotice error={error} {...(text === undefined ? {} : { text })} />;
}

function Progress({ file }: { readonly file: File | undefined }): VNode {
  return (
    <div class="loading" role="status">
      <p>{file === undefined ? m.panel_import_reading() : m.panel_import_working()}</p>
      <progress aria-label={m.panel_import_reading()} />
    </div>
  );
}

function Formats(): VNode {
  return (
    <section class="formats" aria-labelledby="import-formats">
      <h2 id="import-formats">{m.panel_import_formats_title()}</h2>
      <dl>
        <dt>{m.panel_import_register_title()}</dt>
        <dd>
          {m.panel_import_register_text()}
          <code lang="pl">
            id;imiona;nazwisko;data urodzenia;pesel;klasa;adres;numer legitymacji;data wydania;ważna
            do;opiekun;e-mail opiekuna
          </code>
        </dd>
        <dt>{m.panel_import_sio_title()}</dt>
        <dd>
          {m.panel_import_sio_text()}
          <code lang="pl">pesel;numer legitymacji;data wydania;czy niepełnosprawność</code>
        </dd>
      </dl>
    </section>
  );
}
