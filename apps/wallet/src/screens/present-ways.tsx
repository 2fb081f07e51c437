import { m } from '@mleg/i18n/messages';
import { Field, PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { isPresentText } from '../launch.ts';
import { problemWords } from '../problem-words.ts';
import type { WalletProblem } from '../wallet-error.ts';
import { Icon } from '../wallet-parts.tsx';
import { notARequestText } from './foreign-code.ts';
import { LazyScanner } from './lazy-scanner.tsx';
import { plainDigits } from './typed-code.ts';

const CODE_LENGTH = 6;

type PresentWaysProps = {
  readonly problem: WalletProblem | undefined;
  readonly onText: (text: string) => void;
  readonly onCode: (code: string) => void;
};

/** The checker's QR by the camera, or the 6 digits that they name. */
export function PresentWays({ problem, onText, onCode }: PresentWaysProps): VNode {
  const [isScanning, setScanning] = useState(false);
  const [typed, setTyped] = useState('');
  const [isShort, setShort] = useState(false);
  const [said, say] = useState<string>();
  const read = (text: string): void => {
    say(isPresentText(text) ? undefined : notARequestText(text));
    if (isPresentText(text)) onText(text);
  };
  const error = isShort
    ? m.wallet_present_code_short()
    : problem === undefined
      ? undefined
      : problemWords(problem);
  return (
    <>
      <PageTitle title={m.wallet_present_title()}>{m.wallet_present_title()}</PageTitle>
      <p>{m.wallet_present_lead()}</p>
      {said === undefined ? null : (
        <p class="notice warn" role="alert">
          {said}
        </p>
      )}
      {isScanning ? (
        <LazyScanner onResult={read} onGone={() => say(undefined)} />
      ) : (
        <button type="button" class="primary wide" onClick={() => setScanning(true)}>
          <Icon name="camera" />
          {m.wallet_present_scan()}
        </button>
      )}
      <form
        class="six-digits"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const isWhole = typed.length === CODE_LENGTH;
          setShort(!isWhole);
          if (isWhole) onCode(typed);
        }}
      >
        <Field label={m.wallet_present_code_label()} hint={m.wallet_present_code_hint()} error={error}>
          {(ids) => (
            <input
              {...ids}
              class="tx-code"
              type="text"
              inputMode="numeric"
              autoComplete="off"
              value={typed}
              onInput={(event) => {
                const digits = plainDigits(event.currentTarget.value, CODE_LENGTH);
                event.currentTarget.value = digits;
                setTyped(digits);
              }}
            />
          )}
        </Field>
        <button type="submit" class="wide">
          {m.common_continue()}
        </button>
      </form>
    </>
  );
}
