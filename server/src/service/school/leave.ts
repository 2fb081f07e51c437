import { dateToDays, isDay } from '@mleg/core/calendar/days';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { DomainError } from '@mleg/core/errors';
import { appendAudit } from '../../audit/append.ts';
import { lockDueDeparture, lockPupil, pupilById, setLeaving, setPupilStatus } from '../../store/pupils.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import { revokeIn } from '../issuing/mobile-ids.ts';
import { endOrders } from './end-orders.ts';
import { tellFamily } from './notify-family.ts';
import type { Acting, SchoolDeps } from './school-deps.ts';

type Deps = Pick<SchoolDeps, 'vault' | 'now'>;

/** Acts where nobody does: the announced day has come. */
const ANNOUNCED: Acting['actor'] = { kind: 'system', id: 'departure' };

/** Nobody announces a departure further ahead: it would be a slip of the year. */
const ANNOUNCED_DAYS_MAX = 400;

/**
 * The pupil leaves the school (requirement B11, rules.md V2): every mobile ID is revoked and the right ends, today or
 * on the announced day. Another announcement takes the place of the one before.
 * @param request `on` today by default, never earlier; `YYYY-MM-DD` in Poland
 * @returns how many mobile IDs were revoked now
 * @throws DomainError not_found, wrong_state (has left already), invalid_input (no day, an earlier one, one too far)
 */
export async function recordDeparture(
  deps: Deps,
  tx: SchoolTx,
  request: { pupilId: string; on: string | undefined; reason: string | undefined; actor: Acting['actor'] },
): Promise<number> {
  const { pupilId, actor, reason = '' } = request;
  const today = warsawDayOf(deps.now());
  const on = request.on ?? today;
  if (!isDay(on)) throw new DomainError('invalid_input', { field: 'on', rule: 'date' });
  if (on < today) throw new DomainError('invalid_input', { field: 'on', rule: 'not_before_today' });
  if (dateToDays(on) - dateToDays(today) > ANNOUNCED_DAYS_MAX) {
    throw new DomainError('invalid_input', { field: 'on', rule: 'too_far', days: ANNOUNCED_DAYS_MAX });
  }
  await lockPupil(tx, pupilId);
  const pupil = await pupilById(tx, pupilId);
  if (!pupil) throw new DomainError('not_found');
  if (on === today) return leave(deps, tx, { pupilId, on, reason, actor });
  if (!(await setLeaving(tx, pupilId, { on, reason })))
    throw new DomainError('wrong_state', { state: 'left' });
  // The same day again is no news.
  if (pupil.leavesOn === on) return 0;
  await appendAudit(tx, deps.now(), { event: 'departure_announced', actor, pupilId, note: on });
  await tellFamily(deps, tx, { pupilId, event: 'departure_announced', facts: { on } });
  return 0;
}

/**
 * Calls off a departure that was announced; one that took place stays.
 * @throws DomainError not_found, wrong_state (has left already)
 */
export async function callOffDeparture(
  deps: Deps,
  tx: SchoolTx,
  request: { pupilId: string; actor: Acting['actor'] },
): Promise<void> {
  const { pupilId, actor } = request;
  await lockPupil(tx, pupilId);
  const pupil = await pupilById(tx, pupilId);
  if (!pupil) throw new DomainError('not_found');
  if (pupil.status !== 'left' && pupil.leavesOn === null) return;
  if (!(await setLeaving(tx, pupilId, null))) throw new DomainError('wrong_state', { state: 'left' });
  await appendAudit(tx, deps.now(), { event: 'departure_called_off', actor, pupilId });
  await tellFamily(deps, tx, { pupilId, event: 'departure_called_off' });
}

/** Carries out an announced departure whose day has come; false when it was called off or carried out meanwhile. */
export async function leaveAsAnnounced(deps: Deps, tx: SchoolTx, pupilId: string): Promise<boolean> {
  const due = await lockDueDeparture(tx, pupilId, warsawDayOf(deps.now()));
  if (due) await leave(deps, tx, { pupilId, ...due, actor: ANNOUNCED });
  return due !== undefined;
}

async function leave(
  deps: Deps,
  tx: SchoolTx,
  request: { pupilId: string; on: string; reason: string; actor: Acting['actor'] },
): Promise<number> {
  const { pupilId, on, reason, actor } = request;
  const change = {
    pupilId,
    status: 'left',
    from: ['pupil', 'graduated'],
    on,
    reason,
    at: deps.now(),
  } as const;
  if (!(await setPupilStatus(tx, change))) throw new DomainError('wrong_state', { state: 'left' });
  await appendAudit(tx, deps.now(), { event: 'pupil_left', actor, pupilId });
  await endOrders(deps, tx, { pupilId, actor, of: 'pupil' });
  const revoked = await revokeIn(deps, tx, { pupilId, actor, reason: 'left_school' });
  await tellFamily(deps, tx, { pupilId, event: 'pupil_left' });
  return revoked;
}
