import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useId, useState } from 'preact/hooks';
import { putPortrait } from '../api.ts';
import { useAction } from '../use-action.ts';
import { photoReasonText } from '../words.ts';

const BYTES_MAX = 5 * 1024 * 1024;
type Said = { readonly isGood: boolean; readonly text: string };

/** A photo that was brought to the desk. The earlier one stays when the file cannot be read. */
export function PhotoUpload(props: { readonly pupilId: string; readonly onDone: () => unknown }): VNode {
  const { pupilId, onDone } = props;
  const id = useId();
  const [said, setSaid] = useState<Said>();
  const { run, isBusy, error } = useAction();
  const send = async (event: { currentTarget: HTMLInputElement }): Promise<void> => {
    const input = event.currentTarget;
    const file = input.files?.[0];
    if (file === undefined) return;
    setSaid(undefined);
    if (file.size > BYTES_MAX) setSaid({ isGood: false, text: m.panel_photo_too_large() });
    else if (await run(async () => setSaid(verdictText(await putPortrait(pupilId, file))))) onDone();
    input.value = '';
  };
  return (
    <div class="upload">
      <label class="button" for={id}>
        {m.panel_photo_upload()}
      </label>
      <span class="field-hint small" id={`${id}-hint`}>
        {m.panel_photo_upload_hint()}
      </span>
      <input
        id={id}
        class="visually-hidden"
        aria-describedby={`${id}-hint`}
        type="file"
        accept="image/jpeg,image/png"
        disabled={isBusy}
        onChange={(event) => void send(event)}
      />
      {isBusy ? <progress class="loading" aria-label={m.panel_photo_sending()} /> : null}
      {said === undefined ? null : (
        <p class={said.isGood ? 'said good' : 'said warn'} role="status">
          {said.text}
        </p>
      )}
      {error === undefined ? null : <ProblemNotice error={error} />}
    </div>
  );
}

function verdictText(verdict: Awaited<ReturnType<typeof putPortrait>>): Said {
  if (verdict.verdict === 'ok') return { isGood: true, text: m.panel_photo_saved() };
  const list = verdict.reasons.map(photoReasonText).join(', ');
  return { isGood: false, text: m.panel_photo_saved_but({ reasons: list }) };
}
