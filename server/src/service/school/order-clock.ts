import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { type MissingPart, missingParts, stateOfParts } from '@mleg/core/order/order';
import { dueAfterWorkingDays } from '@mleg/core/school-year/working-days';
import { type OrderRecord, openOrder, setOrderParts } from '../../store/orders.ts';
import { latestPaperId } from '../../store/paper-ids.ts';
import { currentPortrait } from '../../store/portraits.ts';
import { schoolPolicy } from '../../store/staff.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import { tellFamily } from './notify-family.ts';
import type { SchoolDeps } from './school-deps.ts';

/** Why an order is looked at again: a new photo starts its clock anew (rules.md O2). */
export type ClockEvent = 'part_arrived' | 'new_portrait' | 'part_lost';

/** What an order of this pupil would wait for now. */
export async function partsOf(
  deps: Pick<SchoolDeps, 'now'>,
  tx: SchoolTx,
  pupilId: string,
  hasApplication: boolean,
): Promise<MissingPart[]> {
  const [portrait, paperId, policy] = [
    await currentPortrait(tx, pupilId),
    await latestPaperId(tx, pupilId),
    await schoolPolicy(tx),
  ];
  return missingParts({
    hasPortrait: portrait?.state === 'waiting' || portrait?.state === 'accepted',
    hasValidPaperId: paperId?.state === 'valid' && paperId.validUntil >= warsawDayOf(deps.now()),
    // On objection basis nobody applies (rules.md O9).
    applicationMissing: policy.basis === 'application' && policy.needsApplication && !hasApplication,
  });
}

/** The clock of an order that starts now (rules.md O2): from the day in Poland, by the school's working days. */
export async function startClock(
  deps: Pick<SchoolDeps, 'now'>,
  tx: SchoolTx,
  missing: readonly MissingPart[],
): Promise<{ clockStartedOn: string | null; dueOn: string | null }> {
  if (missing.length > 0) return { clockStartedOn: null, dueOn: null };
  const clockStartedOn = warsawDayOf(deps.now());
  const { deadlineWorkingDays, closures } = await schoolPolicy(tx);
  const dueOn = dueAfterWorkingDays(clockStartedOn, deadlineWorkingDays, new Set(closures));
  return { clockStartedOn, dueOn };
}

/**
 * Looks again at what the pupil's open order waits for, after a part arrived or went; starts or stops its clock and
 * tells the family (rules.md O8).
 */
export async function refreshOrder(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  pupilId: string,
  event: ClockEvent,
): Promise<void> {
  const order = await openOrder(tx, pupilId);
  if (order === undefined || order.state === 'accepted') return;
  const hasApplication = !order.missing.includes('application');
  const missing = await partsOf(deps, tx, pupilId, hasApplication);
  const unchanged = missing.join() === order.missing.join();
  if (unchanged && event !== 'new_portrait') return;
  await setParts(deps, tx, order, missing);
}

/** Writes what an open order waits for now, with its clock, and tells the family where that changed. */
export async function setParts(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  order: OrderRecord,
  missing: readonly MissingPart[],
): Promise<PartsSet> {
  const { id, pupilId } = order;
  const clock = await startClock(deps, tx, missing);
  const state = stateOfParts(missing);
  await setOrderParts(tx, id, { state, missing, ...clock });
  const isNews = missing.join() !== order.missing.join() || clock.dueOn !== order.dueOn;
  // A photo that was refused has its own message, which says the reason.
  const isToldElsewhere = missing.includes('portrait') && !order.missing.includes('portrait');
  if (isNews && !isToldElsewhere) {
    const facts: Record<string, string> = clock.dueOn
      ? { dueOn: clock.dueOn }
      : { missing: missing.join(' ') };
    await tellFamily(deps, tx, {
      pupilId,
      event: clock.dueOn ? 'order_complete' : 'order_incomplete',
      facts,
    });
  }
  return { id, state, dueOn: clock.dueOn, missing };
}

export type PartsSet = Pick<OrderRecord, 'id' | 'state' | 'dueOn'> & {
  readonly missing: readonly MissingPart[];
};
