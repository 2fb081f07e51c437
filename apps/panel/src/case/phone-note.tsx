import type { OrderDetail } from '@mleg/contract/order';
import { m } from '@mleg/i18n/messages';
import { problemText } from '@mleg/ui/problem-text';
import type { VNode } from 'preact';

/** Before a code is handed out: why it would be refused (rules.md C9), or whose ID ends when a phone has taken it. */
export function PhoneNote({ order }: { readonly order: OrderDetail }): VNode | null {
  if (order.codeStop !== null) return <p class="notice warn">{problemText(order.codeStop)}</p>;
  const living = order.mobileIds.find(({ state }) => state === 'active' || state === 'suspended');
  if (!order.onePhoneOnly || living === undefined) return null;
  return <p class="notice warn">{m.panel_issue_one_phone({ number: living.deviceNumber })}</p>;
}
