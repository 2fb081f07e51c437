import { warsawDayOf } from '@mleg/core/credential/validity';
import { DomainError } from '@mleg/core/errors';
import { isDay } from '@mleg/core/person/pesel';
import { appendAudit } from '../../audit/append.ts';
import { moveOrder, openOrder } from '../../store/orders.ts';
import { pupilById, setPupilStatus } from '../../store/pupils.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import { revokeIn } from '../issuing/mobile-ids.ts';
import type { Acting, SchoolDeps } from './school-deps.ts';

type Deps = Pick<SchoolDeps, 'vault' | 'now'>;

/**
 * The pupil leaves the school (requirement B11, rules.md V2): every mobile ID is revoked and the right ends.
 * @param request `on` today by default, never earlier; `YYYY-MM-DD` in Poland
 * @throws DomainError not_found, wrong_state (has left already), invalid_input (a day that is not today: a later one
 *   is entered on that day)
 */
export async function recordDeparture(
  deps: Deps,
  tx: SchoolTx,
  request: { pupilId: string; on: string | undefined; reason: string | undefined; actor: Acting['actor'] },
): Promise<number> {
  const { pupilId, actor } = request;
  const today = warsawDayOf(deps.now());
  const on = request.on ?? today;
  if (!isDay(on) || on !== today) throw new DomainError('invalid_input', { field: 'on', rule: 'today' });
  if (!(await pupilById(tx, pupilId))) throw new DomainError('not_found');
  const change = { pupilId, status: 'left', from: ['pupil', 'graduated'], on, at: deps.now() } as const;
  if (!(await setPupilStatus(tx, { ...change, reason: request.reason ?? '' }))) {
    throw new DomainError('wrong_state', { state: 'left' });
  }
  await appendAudit(tx, deps.now(), { event: 'pupil_left', actor, pupilId });
  await withdrawOpenOrder(deps, tx, pupilId, actor);
  return revokeIn(deps, tx, { pupilId, actor, reason: 'left_school' });
}

/** The pupil's open order ends without a decision: the pupil leaves, or somebody objects. */
export async function withdrawOpenOrder(
  deps: Deps,
  tx: SchoolTx,
  pupilId: string,
  actor: Acting['actor'],
): Promise<void> {
  const order = await openOrder(tx, pupilId);
  if (!order) return;
  await moveOrder(tx, order.id, { to: 'withdrawn', reason: null, note: null, by: actor.id, at: deps.now() });
  await appendAudit(tx, deps.now(), { event: 'order_withdrawn', actor, pupilId, subject: order.id });
}
