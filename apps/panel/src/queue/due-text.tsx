import { formatShortDay } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';

/** From here a due date stands out. */
const SOON_DAYS = 2;

import type { OrderRow } from '@mleg/contract/order';

type Due = Pick<OrderRow, 'dueOn' | 'workingDaysLeft' | 'state'>;

/** The deadline in words and colour; a stopped clock says so (rules.md O2). */
export function DueText({ dueOn, workingDaysLeft, state }: Due): VNode {
  if (dueOn === null || workingDaysLeft === null) {
    return <span class="quiet">{state === 'incomplete' ? m.panel_due_stopped() : m.panel_due_none()}</span>;
  }
  return (
    <span class={`due ${kindOf(workingDaysLeft)}`}>
      {wordsOf(workingDaysLeft)} <span class="due-day">{formatShortDay(dueOn)}</span>
    </span>
  );
}

function kindOf(left: number): 'late' | 'soon' | 'calm' {
  if (left < 0) return 'late';
  return left <= SOON_DAYS ? 'soon' : 'calm';
}

function wordsOf(left: number): string {
  if (left < 0) return m.panel_due_late({ count: -left });
  return left === 0 ? m.panel_due_today() : m.panel_due_left({ count: left });
}
