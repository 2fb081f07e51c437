import { m } from '@mleg/i18n/messages';
import { Field } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from '../wallet-parts.tsx';
import { notAnOfferText } from './foreign-code.ts';
import { LazyScanner } from './lazy-scanner.tsx';

const FILE_BYTES_MAX = 1_048_576;

/** A list by file, by QR or by a pasted link. */
export function TrustWays({ onText }: { readonly onText: (text: string) => void }): VNode {
  const [isScanning, setScanning] = useState(false);
  const [said, say] = useState<string>();
  const [text, setText] = useState('');
  const read = (scanned: string): void => {
    if (/trust_list=/.test(scanned)) onText(scanned);
    else say(notAnOfferText(scanned));
  };
  const take = async (input: HTMLInputElement): Promise<void> => {
    const file = input.files?.[0];
    if (file === undefined) return;
    const content = file.size > FILE_BYTES_MAX ? '' : await file.text().catch(() => '');
    input.value = '';
    onText(content);
  };
  return (
    <section class="stack">
      <h2>{m.wallet_trust_add()}</h2>
      <p>{m.wallet_trust_add_lead()}</p>
      <label class="button wide file-button">
        {m.wallet_trust_file()}
        <input
          type="file"
          accept=".json,.txt,application/json"
          onChange={(event) => void take(event.currentTarget)}
        />
      </label>
      {isScanning ? (
        <LazyScanner onResult={read} onGone={() => say(undefined)} />
      ) : (
        <button type="button" class="wide" onClick={() => setScanning(true)}>
          <Icon name="camera" />
          {m.wallet_scan_title()}
        </button>
      )}
      {said === undefined ? null : (
        <p class="notice warn" role="alert">
          {said}
        </p>
      )}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onText(text);
        }}
      >
        <Field label={m.wallet_trust_paste_label()}>
          {(ids) => (
            <textarea
              {...ids}
              rows={3}
              autoComplete="off"
              spellcheck={false}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit" class="wide">
          {m.common_continue()}
        </button>
      </form>
    </section>
  );
}
