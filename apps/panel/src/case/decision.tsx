import type { Offer } from '@mleg/contract/common';
import type { OrderDetail } from '@mleg/contract/order';
import { isOneOf, undecidedOrderStates } from '@mleg/core/order/order';
import { m } from '@mleg/i18n/messages';
import { Field } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { decideOrder, issueOffer } from '../api.ts';
import { ReasonList } from '../parts/reason-list.tsx';
import { Section } from '../parts/section.tsx';
import { orderRefusalWords } from '../words.ts';
import type { CaseAction } from './use-case-action.ts';

type DecisionProps = {
  readonly order: OrderDetail;
  readonly action: CaseAction;
  readonly onOffer: (offer: Offer) => void;
};

/** Approve, or refuse with a reason. What stands in the way of approving is said instead of a dead button. */
export function Decision({ order, action, onOffer }: DecisionProps): VNode | null {
  const [isRefusing, setRefusing] = useState(false);
  if (order.state === 'refused') return <Refused order={order} />;
  if (!isOneOf(undecidedOrderStates, order.state)) return null;
  const canApprove = order.missing.length === 0 && !order.pupil.objection;
  return (
    <Section
      class={canApprove && !isRefusing ? 'decision resting' : 'decision'}
      title={m.panel_decision_title()}
    >
      {isRefusing ? (
        <Refusal order={order} action={action} onCancel={() => setRefusing(false)} />
      ) : (
        <>
          {canApprove ? (
            <p class="quiet">{m.panel_decision_effect()}</p>
          ) : (
            <p>{m.panel_decision_blocked()}</p>
          )}
          <div class="row">
            {canApprove ? <ApproveButtons order={order} action={action} onOffer={onOffer} /> : null}
            <button type="button" onClick={() => setRefusing(true)}>
              {m.panel_refuse()}
            </button>
          </div>
        </>
      )}
    </Section>
  );
}

function ApproveButtons({ order, action, onOffer }: DecisionProps): VNode {
  const { id, version } = order;
  const approve = (): Promise<OrderDetail> => decideOrder(id, { version, decision: 'approve' });
  const approveAndIssue = async (): Promise<void> => {
    if (!(await action.change(approve))) return;
    await action.other(async () => onOffer(await issueOffer(id)));
  };
  return (
    <>
      <button
        type="button"
        class="primary"
        aria-disabled={action.isBusy}
        onClick={() => void approveAndIssue()}
      >
        {m.panel_approve_and_issue()}
      </button>
      <button type="button" aria-disabled={action.isBusy} onClick={() => void action.change(approve)}>
        {m.panel_approve_only()}
      </button>
    </>
  );
}

function Refusal(props: {
  readonly order: OrderDetail;
  readonly action: CaseAction;
  readonly onCancel: () => void;
}): VNode {
  const { order, action, onCancel } = props;
  const [note, setNote] = useState('');
  const { id, version } = order;
  const more = (): { note?: string } => (note.trim() === '' ? {} : { note: note.trim() });
  return (
    <ReasonList
      legend={m.panel_refuse_why()}
      words={orderRefusalWords}
      confirm={m.panel_refuse_confirm()}
      isDanger
      isBusy={action.isBusy}
      onCancel={onCancel}
      onConfirm={(reason) =>
        action.change(() => decideOrder(id, { version, decision: 'refuse', reason, ...more() }))
      }
    >
      <Field label={m.panel_refuse_note()} hint={m.panel_refuse_note_hint()}>
        {(ids) => (
          <textarea
            {...ids}
            rows={2}
            maxLength={500}
            value={note}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
        )}
      </Field>
    </ReasonList>
  );
}

function Refused({ order }: { readonly order: OrderDetail }): VNode {
  const { refusal } = order;
  return (
    <div class="notice bad">
      <p>
        <strong>{m.panel_refused_title()}</strong>{' '}
        {refusal === null ? null : orderRefusalWords[refusal.reason]()}
        {refusal?.note ? ` – ${refusal.note}` : null}
      </p>
    </div>
  );
}
