import type { Child } from '@mleg/contract/guardian';
import { isOneOf, openOrderStates } from '@mleg/core/order/order';

/** Where a child's mobile ID stands, as the family sees it. */
export type Stage =
  | 'objection'
  | 'objection_to_decide'
  | 'objection_of_others'
  | 'active'
  | 'suspended'
  | 'code_ready'
  | 'photo_refused'
  | 'photo_missing'
  | 'application_missing'
  | 'paper_id_missing'
  | 'in_school'
  | 'accepted'
  | 'expired'
  | 'not_entitled'
  | 'order_elsewhere'
  | 'only_photo'
  | 'photo_in_school'
  | 'refused'
  | 'left'
  | 'ended'
  | 'to_order';

/** What matters most now: an ID in a phone before a code, a code before an order, an order before its absence. */
export function stageOf(child: Child): Stage {
  if (child.status === 'left') return 'left';
  if (child.objection) return stageOfObjection(child);
  const has = (state: string): boolean => child.mobileIds.some((one) => one.state === state);
  if (has('active')) return 'active';
  if (has('suspended')) return 'suspended';
  if (child.codeReady) return 'code_ready';
  // What the school suspended has gone from the phone; the suspension goes on (rules.md C9).
  if (child.codeStop !== null) return 'suspended';
  if (hasOpenOrder(child)) return stageOfOrder(child);
  // The school ended it, and nobody has ordered since; after an objection that was withdrawn one simply orders.
  if (child.ended !== null && child.ended.reason !== 'objection') return 'ended';
  if (has('expired')) return 'expired';
  if (!child.mayOrder) return 'not_entitled';
  if (!child.orderDoors.includes('journal')) return 'order_elsewhere';
  if (child.objectionBasis) return stageWithoutOrder(child);
  return child.order?.state === 'refused' ? 'refused' : 'to_order';
}

function stageOfObjection({ objectionToDecide, mayWithdrawObjection }: Child): Stage {
  if (objectionToDecide) return 'objection_to_decide';
  return mayWithdrawObjection ? 'objection' : 'objection_of_others';
}

/** An order is under way; a second one would only join it. */
export function hasOpenOrder({ order }: Child): boolean {
  return order !== null && isOneOf(openOrderStates, order.state);
}

function stageOfOrder({ order, portrait }: Child): Stage {
  if (order?.state === 'accepted') return 'accepted';
  const missing = order?.missing ?? [];
  if (portrait?.state === 'refused') return 'photo_refused';
  if (missing.includes('portrait')) return 'photo_missing';
  if (missing.includes('application')) return 'application_missing';
  return missing.includes('paper_id') ? 'paper_id_missing' : 'in_school';
}

/** Nobody needs to apply: only the photo may be wanting (rules.md O9). */
function stageWithoutOrder({ portrait, paperId }: Child): Stage {
  if (portrait === null) return 'only_photo';
  if (portrait.state === 'refused') return 'photo_refused';
  return paperId?.valid ? 'photo_in_school' : 'paper_id_missing';
}

/** The four steps of the way to the phone; `step` is the one under way, 4 when all are done. */
export function stepOf(stage: Stage): 0 | 1 | 2 | 3 | 4 | undefined {
  switch (stage) {
    case 'to_order':
    case 'refused':
    case 'application_missing':
      return 0;
    case 'photo_missing':
    case 'photo_refused':
    case 'only_photo':
      return 1;
    case 'in_school':
    case 'photo_in_school':
    case 'paper_id_missing':
    case 'accepted':
      return 2;
    case 'code_ready':
      return 3;
    case 'active':
      return 4;
    case 'objection':
    case 'objection_to_decide':
    case 'objection_of_others':
    case 'suspended':
    case 'expired':
    case 'not_entitled':
    case 'order_elsewhere':
    case 'left':
    case 'ended':
      return undefined;
  }
}
