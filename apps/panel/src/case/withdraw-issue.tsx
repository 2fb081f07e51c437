import type { OrderDetail } from '@mleg/contract/order';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { withdrawIssue } from '../api.ts';
import type { CaseAction } from './use-case-action.ts';

type What = 'codes' | 'order';
const STEPS = {
  codes: {
    start: m.panel_withdraw_codes,
    effect: m.panel_withdraw_codes_effect,
    confirm: m.panel_withdraw_codes_confirm,
  },
  order: {
    start: m.panel_withdraw_order,
    effect: m.panel_withdraw_order_effect,
    confirm: m.panel_withdraw_order_confirm,
  },
} as const;

/** Codes that nobody has used can be withdrawn, and so can the approval while no phone has taken the ID. */
export function WithdrawIssue(props: {
  readonly order: OrderDetail;
  readonly action: CaseAction;
  readonly onWithdrawn: () => void;
}): VNode | null {
  const { order, action, onWithdrawn } = props;
  const [asked, ask] = useState<What>();
  const isWaiting = order.state === 'accepted' || order.state === 'issued';
  const ways: What[] = [
    ...(order.openCodes > 0 ? (['codes'] as const) : []),
    ...(isWaiting ? (['order'] as const) : []),
  ];
  const withdraw = async (what: What): Promise<void> => {
    if (!(await action.change(() => withdrawIssue(order.id, what)))) return;
    ask(undefined);
    onWithdrawn();
  };
  if (ways.length === 0) return null;
  if (asked !== undefined)
    return (
      <Confirm
        what={asked}
        isBusy={action.isBusy}
        onConfirm={() => void withdraw(asked)}
        onCancel={() => ask(undefined)}
      />
    );
  return (
    <div class="row">
      {ways.map((what) => (
        <button key={what} type="button" class="plain" onClick={() => ask(what)}>
          {STEPS[what].start()}
        </button>
      ))}
    </div>
  );
}

function Confirm(props: {
  readonly what: What;
  readonly isBusy: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}): VNode {
  const { what, isBusy, onConfirm, onCancel } = props;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div class="step" tabIndex={-1} ref={box}>
      <p class="effect">{STEPS[what].effect()}</p>
      <div class="row">
        <button type="button" class="danger" aria-disabled={isBusy} onClick={onConfirm}>
          {STEPS[what].confirm()}
        </button>
        <button type="button" onClick={onCancel}>
          {m.common_cancel()}
        </button>
      </div>
    </div>
  );
}
