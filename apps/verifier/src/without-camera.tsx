import { m } from '@mleg/i18n/messages';
import { Field } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Checker } from './check/use-checker.ts';
import { FileButton } from './file-button.tsx';

function PictureField({ onText }: { readonly onText: (text: string) => void }): VNode {
  const [error, setError] = useState<string | undefined>(undefined);
  const read = async (file: File): Promise<void> => {
    const { decodePicture } = await import('@mleg/ui/qr/decode-frame');
    const text = await decodePicture(file);
    setError(text === undefined ? m.verifier_scan_no_code() : undefined);
    if (text !== undefined) onText(text);
  };
  return (
    <FileButton
      label={m.verifier_pick_picture()}
      accept="image/*"
      error={error}
      onFile={(file) => void read(file).catch(() => setError(m.problem_network()))}
    />
  );
}

/** Every way to a verdict without a camera: a picture of the code, its text, or asking over the internet. */
export function WithoutCamera({
  checker,
  hasPicturePicker,
}: {
  readonly checker: Checker;
  readonly hasPicturePicker: boolean;
}): VNode {
  const [text, setText] = useState('');
  const [error, setError] = useState<string | undefined>(undefined);
  const submit = (event: Event): void => {
    event.preventDefault();
    const isEmpty = text.trim() === '';
    setError(isEmpty ? m.verifier_paste_empty() : undefined);
    if (!isEmpty) checker.check(text);
  };
  return (
    <details class="without-camera">
      <summary>{m.verifier_without_camera()}</summary>
      {hasPicturePicker ? <PictureField onText={checker.check} /> : null}
      <form onSubmit={submit} noValidate>
        <Field label={m.verifier_paste_label()} hint={m.verifier_paste_hint()} error={error}>
          {(ids) => (
            <textarea
              {...ids}
              rows={3}
              autocomplete="off"
              spellcheck={false}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit">{m.verifier_paste_check()}</button>
      </form>
      <p>
        <a href="/ask">{m.verifier_paste_online()}</a>
      </p>
    </details>
  );
}
