import { m } from '@mleg/i18n/messages';
import { Field, PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from '../wallet-parts.tsx';
import { notAnOfferText } from './foreign-code.ts';
import { LazyScanner } from './lazy-scanner.tsx';

type TextProps = {
  /** An offer's text was given; returns a sentence when it is none. */
  readonly onText: (text: string) => string | undefined;
};

/** The three ways in; a link is the fourth and skips this. */
export function AddChoice(): VNode {
  return (
    <>
      <PageTitle title={m.wallet_add_title()}>{m.wallet_add_title()}</PageTitle>
      <p>{m.wallet_add_lead()}</p>
      <nav class="ways" aria-label={m.wallet_add_title()}>
        <a class="button primary wide" href="/add/scan">
          <Icon name="camera" />
          {m.wallet_add_scan()}
        </a>
        <a class="button wide" href="/add/typed">
          <Icon name="keys" />
          {m.wallet_add_typed()}
        </a>
        <a class="button wide" href="/add/paste">
          <Icon name="paste" />
          {m.wallet_add_paste()}
        </a>
      </nav>
    </>
  );
}

/** By the camera or a picture. Another kind of code is told apart, so that nobody scans in vain. */
export function AddByScan({ onText }: TextProps): VNode {
  const [said, say] = useState<string>();
  const read = (text: string): void => say(onText(text) === undefined ? undefined : notAnOfferText(text));
  return (
    <>
      <PageTitle title={m.wallet_scan_title()}>{m.wallet_scan_title()}</PageTitle>
      <p>{m.wallet_scan_lead()}</p>
      {said === undefined ? null : (
        <p class="notice warn" role="alert">
          {said}
        </p>
      )}
      <LazyScanner onResult={read} onGone={() => say(undefined)} />
      <a class="other-way" href="/add">
        {m.wallet_other_way()}
      </a>
    </>
  );
}

/** By one copied line: on iOS the way from Safari into the installed app (rules.md C6). */
export function AddByPaste({ onText }: TextProps): VNode {
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const paste = async (): Promise<void> => {
    const pasted = await navigator.clipboard?.readText().catch(() => undefined);
    if (pasted !== undefined) setText(pasted.trim());
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setError(onText(text));
      }}
    >
      <PageTitle title={m.wallet_paste_title()}>{m.wallet_paste_title()}</PageTitle>
      <Field label={m.wallet_paste_label()} hint={m.wallet_paste_hint()} error={error}>
        {(ids) => (
          <textarea
            {...ids}
            rows={4}
            autoComplete="off"
            autoCapitalize="off"
            spellcheck={false}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        )}
      </Field>
      <div class="stack">
        <button type="button" class="wide" onClick={() => void paste()}>
          <Icon name="paste" />
          {m.wallet_paste_button()}
        </button>
        <button type="submit" class="primary wide">
          {m.common_continue()}
        </button>
        <a class="other-way" href="/add">
          {m.wallet_other_way()}
        </a>
      </div>
    </form>
  );
}
