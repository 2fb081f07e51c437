import type { Offer } from '@mleg/contract/common';
import type { Child } from '@mleg/contract/guardian';
import { m } from '@mleg/i18n/messages';
import { Loading, PageTitle, ProblemNotice } from '@mleg/ui/parts.tsx';
import { useAnswer } from '@mleg/ui/use-answer';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { addressOf } from '../addresses.ts';
import { CodeView } from '../code-view.tsx';
import { takeCode } from '../portal-api.ts';
import { useActivation, useOfferLife } from '../use-offer-life.ts';
import { AuthorityNote, BackLink, tabTitle, Whom, WithChild } from '../with-child.tsx';

/** How often a code renews itself while the page stands open; after that a person asks for the next one. */
const RENEWALS_MAX = 2;

/** The code: made when this page is opened, renewed while it is looked at (rules.md C2). */
export function CodePage({ pupilId }: { readonly pupilId: string }): VNode {
  return <WithChild pupilId={pupilId}>{(child) => <Code child={child} />}</WithChild>;
}

function Code({ child }: { readonly child: Child }): VNode {
  const [turn, setTurn] = useState({ number: 0, renewals: 0 });
  const { pupilId } = child;
  const offer = useAnswer(`offer ${pupilId} ${turn.number}`, () => takeCode(pupilId));
  const isOver = useOfferLife(offer.answer, () => {
    if (turn.renewals >= RENEWALS_MAX) return false;
    setTurn({ number: turn.number + 1, renewals: turn.renewals + 1 });
    return true;
  });
  const added = useActivation(child, offer.answer !== undefined && !isOver);
  const takeNew = (): void => setTurn({ number: turn.number + 1, renewals: 0 });
  return (
    <>
      <BackLink href={addressOf(pupilId)} text={m.portal_child_tab()} />
      <PageTitle title={tabTitle(m.portal_code_title())}>{m.portal_code_title()}</PageTitle>
      <Whom child={child} />
      <div role="status">{added ? <Added pupilId={pupilId} /> : null}</div>
      {offer.error === undefined ? null : (
        <ProblemNotice error={offer.error} onRetry={offer.reload} {...familyText(offer.error.type)} />
      )}
      {offer.answer === undefined && offer.error === undefined ? <Loading /> : null}
      {isOver ? <Over onNew={takeNew} /> : null}
      {offer.answer === undefined || isOver || added ? null : (
        <Shown offer={offer.answer} child={child} onNew={takeNew} />
      )}
    </>
  );
}

type ShownProps = { readonly offer: Offer; readonly child: Child; readonly onNew: () => void };

function Shown({ offer, child, onNew }: ShownProps): VNode {
  return (
    <>
      <CodeView key={offer.id} offer={offer} onNew={onNew} />
      <AuthorityNote child={child} />
    </>
  );
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
  return {};
}
