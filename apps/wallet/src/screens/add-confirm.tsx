import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Candidate } from '../activation/keep.ts';

type AddConfirmProps = {
  readonly candidate: Candidate;
  /** An ID of the same number is in this phone already. */
  readonly isReplacing: boolean;
  readonly onAnswer: (isYes: boolean) => void;
};

/** Nothing is kept before the person says that it is the right ID in the right phone (rules.md C7). */
export function AddConfirm({ candidate, isReplacing, onAnswer }: AddConfirmProps): VNode {
  const { givenNames, familyName, school, pictureUrl, pictureLowUrl } = candidate.card;
  const [isAnswered, setAnswered] = useState(false);
  const picture = pictureUrl ?? pictureLowUrl;
  const answer = (isYes: boolean): void => {
    setAnswered(true);
    onAnswer(isYes);
  };
  const name = `${givenNames ?? ''} ${familyName ?? ''}`.trim();
  return (
    <div class="confirm">
      {picture === undefined ? null : (
        <img class="confirm-portrait" src={picture} alt={m.wallet_portrait_alt()} width="120" height="154" />
      )}
      <PageTitle title={m.wallet_confirm_document()}>
        {m.wallet_confirm_title({ name, school: school?.shortName ?? '' })}
      </PageTitle>
      <p>{m.wallet_confirm_seen()}</p>
      {isReplacing ? <p>{m.wallet_confirm_replaces()}</p> : null}
      <div class="stack">
        <button type="button" class="primary wide" disabled={isAnswered} onClick={() => answer(true)}>
          {m.wallet_confirm_yes()}
        </button>
        <button type="button" class="wide" disabled={isAnswered} onClick={() => answer(false)}>
          {m.wallet_confirm_no()}
        </button>
      </div>
    </div>
  );
}
