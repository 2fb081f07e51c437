import type { Offer } from '@mleg/contract/common';
import type { Child } from '@mleg/contract/guardian';
import { m } from '@mleg/i18n/messages';
import { Loading, PageTitle, ProblemNotice } from '@mleg/ui/parts.tsx';
import { useAnswer } from '@mleg/ui/use-answer';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { addressOf } from '../addresses.ts';
import { CodeStopped } from '../code-stopped.tsx';
import { CodeView } from '../code-view.tsx';
import { takeCode } from '../portal-api.ts';
import { useActivation, useOfferLife } from '../use-offer-life.ts';
import { BackLink, tabTitle, Whom, WithChild } from '../with-child.tsx';

/** How often a code renews itself while the page stands open; after that a person asks for the next one. */
const RENEWALS_MAX = 2;

/** The code: made when this page is opened, the same for half an hour, renewed while it is looked at (rules.md C2). */
export function CodePage({ pupilId }: { readonly pupilId: string }): VNode {
  return (
    <WithChild pupilId={pupilId}>
      {(child, put) => (
        <>
          <BackLink href={addressOf(pupilId)} text={m.portal_child_tab()} />
          <PageTitle title={tabTitle(m.portal_code_title())}>{m.portal_code_title()}</PageTitle>
          <Whom child={child} />
          {child.codeStop === null ? <Code child={child} /> : <CodeStopped child={child} onChanged={put} />}
        </>
      )}
    </WithChild>
  );
}

type Codes = ReturnType<typeof useAnswer<Offer>> & {
  readonly isOver: boolean;
  /** The codes on the screen are other ones than the page began with. */
  readonly isNew: boolean;
  /** Other codes now; the ones on the screen end. */
  readonly takeNew: () => void;
};

/** The three codes, and their renewals at the end of each half hour. */
function useCodes(pupilId: string): Codes {
  const wish = useRef({ renew: false, renewals: 0 });
  const first = useRef<string | undefined>(undefined);
  const [dueId, setDueId] = useState<string>();
  const offer = useAnswer(`offer ${pupilId}`, () => {
    const { renew } = wish.current;
    wish.current.renew = false;
    return takeCode(pupilId, renew);
  });
  const id = offer.answer?.id;
  useEffect(() => {
    if (first.current !== undefined && id !== undefined) wish.current.renewals += 1;
    first.current ??= id;
  }, [id]);
  const hasEnded = useOfferLife(offer.answer, () => {
    if (wish.current.renewals >= RENEWALS_MAX) return false;
    setDueId(id);
    offer.reload();
    return true;
  });
  const takeNew = (): void => {
    wish.current = { renew: true, renewals: -1 };
    offer.reload();
  };
  const isOver = hasEnded || (offer.error !== undefined && id === dueId);
  return { ...offer, isOver, isNew: first.current !== undefined && id !== first.current, takeNew };
}

function Code({ child }: { readonly child: Child }): VNode {
  const { pupilId } = child;
  const { answer, error, reload, isOver, isNew, takeNew } = useCodes(pupilId);
  const added = useActivation(child, answer !== undefined && !isOver);
  const isShown = answer !== undefined && !isOver && !added;
  return (
    <>
      <div role="status">
        {added ? <Added pupilId={pupilId} /> : null}
        {isShown && isNew ? <p class="notice warn">{m.portal_code_all_new()}</p> : null}
      </div>
      {error === undefined ? null : (
        <ProblemNotice error={error} onRetry={reload} {...familyText(error.type)} />
      )}
      {answer === undefined && error === undefined ? <Loading /> : null}
      {isOver && error === undefined ? <Over onNew={takeNew} /> : null}
      {isShown ? (
        <>
          <CodeView key={answer.id} offer={answer} endsPhone={phoneToEnd(child)} onNew={takeNew} />
          {child.authorityNote === '' ? null : <p class="quiet small">{m.common_not_state_document()}</p>}
        </>
      ) : null}
    </>
  );
}

/** The phone whose ID ends when another one has it, where the school allows one. */
function phoneToEnd({ onePhoneOnly, mobileIds }: Child): number | undefined {
  const living = mobileIds.find(({ state }) => state === 'active' || state === 'suspended');
  return onePhoneOnly ? living?.deviceNumber : undefined;
}

function Added({ pupilId }: { readonly pupilId: string }): VNode {
  return (
    <div class="panel-done">
      <span class="done-sign" aria-hidden="true">
        ✓
      </span>
      <p class="lead">
        <strong>{m.portal_code_added()}</strong>
      </p>
      <p>{m.portal_code_added_next()}</p>
      <a class="button primary" href={addressOf(pupilId, 'telefony')}>
        {m.portal_next_phones()}
      </a>
    </div>
  );
}

function Over({ onNew }: { readonly onNew: () => void }): VNode {
  return (
    <div class="notice warn" role="status">
      <p>{m.portal_code_over()}</p>
      <button type="button" class="primary" onClick={onNew}>
        {m.portal_code_new()}
      </button>
    </div>
  );
}

/** The same refusals in words for a family: the general ones speak to the office. */
function familyText(type: string): { text?: string } {
  if (type === 'paper_id_missing') return { text: m.portal_detail_paper_id_missing() };
  if (type === 'portrait_missing') return { text: m.portal_detail_photo_missing() };
  if (type === 'suspended_by_school') return { text: m.portal_stop_school() };
  if (type === 'reported_lost') return { text: m.portal_stop_lost() };
  return {};
}
