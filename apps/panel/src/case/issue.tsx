import type { Offer } from '@mleg/contract/common';
import type { OrderDetail } from '@mleg/contract/order';
import { formatMoment } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { CopyButton } from '@mleg/ui/copy-button.tsx';
import { groupDigits } from '@mleg/ui/parts.tsx';
import { QrCode } from '@mleg/ui/qr-code.tsx';
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { issueOffer } from '../api.ts';
import { Section } from '../parts/section.tsx';
import { LetterButton } from './letter-button.tsx';
import { PhoneNote } from './phone-note.tsx';
import type { CaseAction } from './use-case-action.ts';

const ISSUABLE = ['accepted', 'issued', 'closed'];
type IssueProps = {
  readonly order: OrderDetail;
  readonly action: CaseAction;
  readonly offer: Offer | undefined;
  readonly onOffer: (offer: Offer) => void;
  /** The way on to the next case. */
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
      {offer === undefined ? <PhoneNote order={order} /> : null}
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
        {children}
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
        <dd class="code-line">{dashed(offer.typedCode)}</dd>
        <dt>{m.panel_issue_lock_code()}</dt>
        <dd class="code-line">{dashed(offer.lockCode)}</dd>
        <dt>{m.panel_issue_expires()}</dt>
        <dd>{formatMoment(offer.expiresAt)}</dd>
      </dl>
      <p class="quiet">{m.panel_issue_lock_hint()}</p>
      <div class="codes-copy">
        <CopyButton text={messageOf(order, offer)} label={m.panel_issue_copy()} />
        <p class="quiet small">{m.panel_issue_copy_hint()}</p>
      </div>
    </div>
  );
}

const dashed = (code: string): string =>
  groupDigits(code.replaceAll(/[^0-9A-Z]/gi, ''), 4).replaceAll(' ', '-');

/** What the office pastes into a message of the e-journal: link and activation code in one reply (rules.md C1). */
function messageOf({ pupil }: OrderDetail, offer: Offer): string {
  return m.panel_issue_message({
    name: `${pupil.givenNames} ${pupil.surname}`,
    classGroup: pupil.classGroup,
    link: offer.walletLink,
    code: groupDigits(offer.txCode, 2),
    until: formatMoment(offer.expiresAt),
    lock: dashed(offer.lockCode),
  });
}
