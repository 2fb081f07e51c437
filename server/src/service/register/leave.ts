import { dateToDays, isDay } from '@mleg/core/calendar/days';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { DomainError } from '@mleg/core/errors';
import { appendAudit } from '../../audit/append.ts';
import type { PupilCase } from '../../store/pupil-case.ts';
import { setLeaving, setPupilStatus } from '../../store/pupil-writes.ts';
import { tellFamily } from '../family/notify-family.ts';
import { revoke } from '../mobile-id/change-mobile-ids.ts';
import { endOrders } from '../order/end-orders.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';

type Deps = Pick<SchoolDeps, 'now'>;

/** Acts where nobody does: the announced day has come. */
const ANNOUNCED: Acting['actor'] = { kind: 'system', id: 'departure' };

/** Nobody announces a departure further ahead: it would be a slip of the year. */
const ANNOUNCED_DAYS_MAX = 400;

/**
 * The pupil leaves the school (requirement B11, rules.md V2): every mobile ID is revoked and the right ends, today or
 * on the announced day. Another announcement takes the place of the one before.
 * @param request `on` today by default, never earlier; `YYYY-MM-DD` in Poland
 * @returns how many mobile IDs were revoked now
 * @throws DomainError wrong_state (has left already), invalid_input (no day, an earlier one, one too far)
 */
export async function recordDeparture(
  deps: Deps,
  pupilCase: PupilCase,
  request: { on: string | undefined; reason: string | undefined; actor: Acting['actor'] },
): Promise<number> {
  const { actor, reason = '' } = request;
  const { pupilId, pupil } = pupilCase;
  const today = warsawDayOf(deps.now());
  const on = request.on ?? today;
  if (!isDay(on)) throw new DomainError('invalid_input', { field: 'on', rule: 'date' });
  if (on < today) throw new DomainError('invalid_input', { field: 'on', rule: 'not_before_today' });
  if (dateToDays(on) - dateToDays(today) > ANNOUNCED_DAYS_MAX) {
    throw new DomainError('invalid_input', { field: 'on', rule: 'too_far', days: ANNOUNCED_DAYS_MAX });
  }
  if (on === today) return leave(deps, pupilCase, { on, reason, actor });
  if (!(await setLeaving(pupilCase, { on, reason }))) throw new DomainError('wrong_state', { state: 'left' });
  // The same day again is no news.
  if (pupil.leavesOn === on) return 0;
  await appendAudit(pupilCase, deps.now(), { event: 'departure_announced', actor, pupilId, note: on });
  await tellFamily(deps, pupilCase, { event: 'departure_announced', facts: { on } });
  return 0;
}

/**
 * Calls off a departure that was announced; one that took place stays.
 * @throws DomainError wrong_state (has left already)
 */
export async function callOffDeparture(
  deps: Deps,
  pupilCase: PupilCase,
  { actor }: { actor: Acting['actor'] },
): Promise<void> {
  const { pupilId, pupil } = pupilCase;
  if (pupil.status !== 'left' && pupil.leavesOn === null) return;
  if (!(await setLeaving(pupilCase, null))) throw new DomainError('wrong_state', { state: 'left' });
  await appendAudit(pupilCase, deps.now(), { event: 'departure_called_off', actor, pupilId });
  await tellFamily(deps, pupilCase, { event: 'departure_called_off' });
}

/** Carries out an announced departure whose day has come; false when it was called off or carried out meanwhile. */
export async function leaveAsAnnounced(deps: Deps, pupilCase: PupilCase): Promise<boolean> {
  const { leavesOn: on, leavesReason: reason, status } = pupilCase.pupil;
  if (on === null || on > warsawDayOf(deps.now()) || status === 'left') return false;
  await leave(deps, pupilCase, { on, reason: reason ?? '', actor: ANNOUNCED });
  return true;
}

async function leave(
  deps: Deps,
  pupilCase: PupilCase,
  request: { on: string; reason: string; actor: Acting['actor'] },
): Promise<number> {
  const { on, reason, actor } = request;
  const { pupilId } = pupilCase;
  const change = {
    status: 'left',
    from: ['pupil', 'graduated'],
    on,
    reason,
    at: deps.now(),
  } as const;
  if (!(await setPupilStatus(pupilCase, change))) throw new DomainError('wrong_state', { state: 'left' });
  await appendAudit(pupilCase, deps.now(), { event: 'pupil_left', actor, pupilId });
  await endOrders(deps, pupilCase, { actor, of: 'pupil' });
  const revoked = await revoke(deps, pupilCase, { actor, reason: 'left_school', facts: null });
  await tellFamily(deps, pupilCase, { event: 'pupil_left' });
  return revoked;
}
