import { m } from '@mleg/i18n/messages';
import { Field, PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { problemWords } from '../problem-words.ts';
import type { WalletProblem } from '../wallet-error.ts';
import { groupTyped, plainTyped } from './typed-code.ts';

const LENGTH = 12;

type AddByTypingProps = {
  readonly problem: WalletProblem | undefined;
  /** Whose server the problem is about. */
  readonly host: string | undefined;
  readonly isBusy: boolean;
  /** The code without groups, and the issuer's origin where it is not the usual one. */
  readonly onCode: (code: string, issuer: string | undefined) => void;
};

function OtherIssuer({
  error,
  onInput,
}: {
  error: string | undefined;
  onInput: (url: string) => void;
}): VNode {
  return (
    <details class="other-issuer" open={error !== undefined}>
      <summary>{m.wallet_typed_other()}</summary>
      <Field label={m.wallet_typed_issuer()} hint={m.wallet_typed_issuer_hint()} error={error}>
        {(ids) => (
          <input
            {...ids}
            type="url"
            autoComplete="off"
            onInput={(event) => onInput(event.currentTarget.value.trim())}
          />
        )}
      </Field>
    </details>
  );
}

/** By „kod zamiast QR”: 12 characters 4-4-4, capitals of themselves. */
export function AddByTyping({ problem, host, isBusy, onCode }: AddByTypingProps): VNode {
  const [typed, setTyped] = useState('');
  const [issuer, setIssuer] = useState('');
  const [error, setError] = useState<'short' | 'issuer'>();
  const send = (): void => {
    const code = plainTyped(typed);
    const isIssuerWrong = issuer !== '' && !/^https?:\/\/[^/\s]+\/?$/.test(issuer);
    const wrong = code.length !== LENGTH ? 'short' : isIssuerWrong ? 'issuer' : undefined;
    setError(wrong);
    if (wrong === undefined) onCode(code, issuer === '' ? undefined : issuer.replace(/\/$/, ''));
  };
  const codeError =
    error === 'short'
      ? m.wallet_typed_short()
      : problem === undefined
        ? undefined
        : problemWords(problem, host);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <PageTitle title={m.wallet_typed_title()}>{m.wallet_typed_title()}</PageTitle>
      <Field label={m.wallet_typed_label()} hint={m.wallet_typed_hint()} error={codeError}>
        {(ids) => (
          <input
            {...ids}
            class="typed-code"
            type="text"
            autoComplete="off"
            autoCapitalize="characters"
            spellcheck={false}
            value={typed}
            onInput={(event) => {
              const grouped = groupTyped(event.currentTarget.value);
              event.currentTarget.value = grouped;
              setTyped(grouped);
            }}
          />
        )}
      </Field>
      <OtherIssuer
        error={error === 'issuer' ? m.wallet_typed_issuer_wrong() : undefined}
        onInput={setIssuer}
      />
      <button type="submit" class="primary wide" disabled={isBusy}>
        {isBusy ? m.wallet_opening() : m.common_continue()}
      </button>
      <a class="other-way" href="/add">
        {m.wallet_other_way()}
      </a>
    </form>
  );
}
