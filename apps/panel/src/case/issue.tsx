import type { Offer } from '@mleg/contract/common';
import type { OrderDetail } from '@mleg/contract/order';
import { formatMoment } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { groupDigits } from '@mleg/ui/parts.tsx';
import { QrCode } from '@mleg/ui/qr-code.tsx';
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { issueOffer } from '../api.ts';
import { Section } from '../parts/section.tsx';
import { LetterButton } from './letter-button.tsx';
import type { CaseAction } from './use-case-action.ts';

const ISSUABLE = ['accepted', 'issued', 'closed'];
type IssueProps = {
  readonly order: OrderDetail;
  readonly action: CaseAction;
  readonly offer: Offer | undefined;
  readonly onOffer: (offer: Offer) => void;
  /** The way on, once codes are out. */
  readonly children: ComponentChildren;
};

/** Codes of an approved order: on the screen, or as a letter. They exist in the answer only and are gone on leaving. */
export function Issue({ order, action, offer, onOffer, children }: IssueProps): VNode | null {
  if (!ISSUABLE.includes(order.state)) return null;
  const isAgain = order.state !== 'accepted' || offer !== undefined;
  const issue = (): Promise<boolean> => action.other(async () => onOffer(await issueOffer(order.id)));
  return (
    <Section class="issue" title={m.panel_issue_title()}>
      {offer === undefined ? (
        <p class="quiet">{m.panel_issue_text()}</p>
      ) : (
        <Codes order={order} offer={offer} />
      )}
      <div class="row">
        <button
          type="button"
          class={isAgain ? '' : 'primary'}
          aria-disabled={action.isBusy}
          onClick={() => void issue()}
        >
          {isAgain ? m.panel_issue_again() : m.panel_issue()}
        </button>
        <LetterButton orderId={order.id} onPrinted={() => action.other(async () => undefined)} />
        {offer === undefined ? null : children}
      </div>
      <p class="quiet small">{m.panel_issue_letter_hint()}</p>
    </Section>
  );
}

/** The codes come into view with the name they are for, and are announced: they are what the office waited for. */
function Codes({ order, offer }: { readonly order: OrderDetail; readonly offer: Offer }): VNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.focus({ preventScroll: true });
    box.current?.closest('section')?.scrollIntoView({ block: 'start' });
  }, [offer.id]);
  const { givenNames, surname, classGroup } = order.pupil;
  const bare = (code: string): string => code.replaceAll(/[^0-9A-Z]/gi, '');
  return (
    <div class="codes" role="status" tabIndex={-1} ref={box}>
      <p class="codes-for">
        <strong>
          {givenNames} {surname}
        </strong>
        , {m.panel_class({ name: classGroup })}
      </p>
      <QrCode text={offer.walletLink} label={m.panel_issue_qr_label()} />
      <dl>
        <dt>{m.panel_issue_tx_code()}</dt>
        <dd class="code-digits">{groupDigits(offer.txCode, 2)}</dd>
        <dt>{m.panel_issue_typed_code()}</dt>
        <dd class="code-line">{groupDigits(bare(offer.typedCode), 4).replaceAll(' ', '-')}</dd>
        <dt>{m.panel_issue_lock_code()}</dt>
        <dd class="code-line">{groupDigits(bare(offer.lockCode), 4).replaceAll(' ', '-')}</dd>
        <dt>{m.panel_issue_expires()}</dt>
        <dd>{formatMoment(offer.expiresAt)}</dd>
      </dl>
      <p class="quiet">{m.panel_issue_lock_hint()}</p>
    </div>
  );
}
