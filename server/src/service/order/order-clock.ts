import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { type MissingPart, missingParts, stateOfParts } from '@mleg/core/order/order';
import { dueAfterWorkingDays } from '@mleg/core/school-year/working-days';
import { type OrderRecord, openOrder, setOrderParts } from '../../store/orders.ts';
import { latestPaperId } from '../../store/paper-ids.ts';
import type { PolicyRow } from '../../store/policy.ts';
import { currentPortrait } from '../../store/portraits.ts';
import type { PupilCase } from '../../store/pupil-case.ts';
import { type FamilyFacts, tellFamily } from '../family/notify-family.ts';
import type { SchoolDeps } from '../school-deps.ts';

type Deps = Pick<SchoolDeps, 'now'>;

/** Why an order is looked at again: a new photo starts its clock anew (rules.md O2). */
export type ClockEvent = 'part_arrived' | 'new_portrait' | 'part_lost';

/** What an order of this pupil would wait for now. */
export async function partsOf(
  deps: Deps,
  pupilCase: PupilCase,
  hasApplication: boolean,
): Promise<MissingPart[]> {
  const { pupilId, policy } = pupilCase;
  const portrait = await currentPortrait(pupilCase, pupilId);
  const paperId = await latestPaperId(pupilCase, pupilId);
  return missingParts({
    hasPortrait: portrait?.state === 'waiting' || portrait?.state === 'accepted',
    hasValidPaperId: paperId?.state === 'valid' && paperId.validUntil >= warsawDayOf(deps.now()),
    // On objection basis nobody applies (rules.md O9).
    applicationMissing: policy.basis === 'application' && policy.needsApplication && !hasApplication,
  });
}

/** The clock of an order that starts now (rules.md O2): from the day in Poland, by the school's working days. */
export function startClock(
  deps: Deps,
  { deadlineWorkingDays, closures }: Pick<PolicyRow, 'deadlineWorkingDays' | 'closures'>,
  missing: readonly MissingPart[],
): { clockStartedOn: string | null; dueOn: string | null } {
  if (missing.length > 0) return { clockStartedOn: null, dueOn: null };
  const clockStartedOn = warsawDayOf(deps.now());
  const dueOn = dueAfterWorkingDays(clockStartedOn, deadlineWorkingDays, new Set(closures));
  return { clockStartedOn, dueOn };
}

/**
 * Looks again at what the pupil's open order waits for, after a part arrived or went; starts or stops its clock and
 * tells the family (rules.md O8).
 */
export async function refreshOrder(deps: Deps, pupilCase: PupilCase, event: ClockEvent): Promise<void> {
  const order = await openOrder(pupilCase);
  if (order === undefined || order.state === 'accepted') return;
  const hasApplication = !order.missing.includes('application');
  const missing = await partsOf(deps, pupilCase, hasApplication);
  const unchanged = missing.join() === order.missing.join();
  if (unchanged && event !== 'new_portrait') return;
  await setParts(deps, pupilCase, order, missing);
}

export type PartsSet = Pick<OrderRecord, 'id' | 'state' | 'dueOn'> & {
  readonly missing: readonly MissingPart[];
};

/** Writes what an open order waits for now, with its clock, and tells the family where that changed. */
export async function setParts(
  deps: Deps,
  pupilCase: PupilCase,
  order: OrderRecord,
  missing: readonly MissingPart[],
): Promise<PartsSet> {
  const { id } = order;
  const clock = startClock(deps, pupilCase.policy, missing);
  const state = stateOfParts(missing);
  await setOrderParts(pupilCase, id, { state, missing, ...clock });
  const isNews = missing.join() !== order.missing.join() || clock.dueOn !== order.dueOn;
  // A photo that was refused has its own message, which says the reason.
  const isToldElsewhere = missing.includes('portrait') && !order.missing.includes('portrait');
  if (isNews && !isToldElsewhere) {
    const event = clock.dueOn ? 'order_complete' : 'order_incomplete';
    await tellFamily(deps, pupilCase, { event, facts: clockFacts(clock.dueOn, missing) });
  }
  return { id, state, dueOn: clock.dueOn, missing };
}

/** What the family reads of an order: until when, or what it waits for. */
export function clockFacts(dueOn: string | null, missing: readonly MissingPart[]): FamilyFacts {
  return dueOn ? { dueOn } : { missing: missing.join(' ') };
}
