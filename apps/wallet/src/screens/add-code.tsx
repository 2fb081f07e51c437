import { m } from '@mleg/i18n/messages';
import { Field, PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { OpenedOffer } from '../activation/offer.ts';
import { problemWords } from '../problem-words.ts';
import type { WalletProblem } from '../wallet-error.ts';
import { groupPairs, plainDigits } from './typed-code.ts';

const USUAL_LENGTH = 8;

/** A wrong code says how many tries are left, where that is known. */
function wrongText(problem: WalletProblem | undefined, triesLeft: number | undefined): string | undefined {
  if (problem === undefined) return undefined;
  const isCounted = problem === 'code_wrong' && triesLeft !== undefined && triesLeft > 0;
  return isCounted ? m.wallet_problem_code_wrong_left({ count: triesLeft }) : problemWords(problem);
}

type AddCodeProps = {
  readonly opened: OpenedOffer;
  readonly problem: WalletProblem | undefined;
  readonly triesLeft: number | undefined;
  /** The code that stood beside the link. */
  readonly beside: string | undefined;
  readonly onCode: (code: string) => void;
};

/** „Kod aktywacyjny (hasło)”: the form that the offer asks for, ours is 8 digits 2-2-2-2. */
export function AddCode({ opened, problem, triesLeft, beside, onCode }: AddCodeProps): VNode {
  const { txCode, credentialIssuer } = opened.offer;
  const isNumeric = txCode?.inputMode !== 'text';
  const length = txCode?.length ?? USUAL_LENGTH;
  const [typed, setTyped] = useState(() => (isNumeric ? groupPairs(beside ?? '', length) : ''));
  const [isShort, setShort] = useState(false);
  const send = (): void => {
    const code = isNumeric ? plainDigits(typed, length) : typed.trim();
    const isWhole = txCode?.length === undefined ? code !== '' : code.length === length;
    setShort(!isWhole);
    if (isWhole) onCode(code);
  };
  const error = isShort ? m.wallet_tx_short() : wrongText(problem, triesLeft);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <PageTitle title={m.wallet_tx_title()}>{m.wallet_tx_title()}</PageTitle>
      <p class="quiet">
        {m.wallet_tx_from({
          issuer: `${opened.operator.name} (${new URL(credentialIssuer).host})`,
        })}
      </p>
      <Field label={m.wallet_tx_label()} hint={m.wallet_tx_hint()} error={error}>
        {(ids) => (
          <input
            {...ids}
            class="tx-code"
            type="text"
            inputMode={isNumeric ? 'numeric' : 'text'}
            autoComplete="one-time-code"
            value={typed}
            onInput={(event) => {
              const value = event.currentTarget.value;
              const grouped = isNumeric ? groupPairs(value, length) : value;
              event.currentTarget.value = grouped;
              setTyped(grouped);
              setShort(false);
            }}
          />
        )}
      </Field>
      <button type="submit" class="primary wide">
        {m.common_continue()}
      </button>
    </form>
  );
}
