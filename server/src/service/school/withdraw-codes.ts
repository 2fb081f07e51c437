import { DomainError } from '@mleg/core/errors';
import { isOneOf, waitingOrderStates } from '@mleg/core/order/order';
import { appendAudit } from '../../audit/append.ts';
import { endRight, unissueOrder, withdrawOffers } from '../../store/offers.ts';
import { lockOrder, moveOrder, orderById } from '../../store/orders.ts';
import { lockPupil, pupilById } from '../../store/pupils.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import { listMobileIds } from '../issuing/mobile-ids.ts';
import { tellFamily } from './notify-family.ts';
import type { Acting, SchoolDeps } from './school-deps.ts';

type Deps = Pick<SchoolDeps, 'vault' | 'now'>;

/**
 * Withdraws the codes of a pupil that no phone has taken: a letter went to the wrong person. The right stands (rules.md
 * C3), so that new ones may be handed out; IDs in phones stay.
 * @returns how many codes
 * @throws DomainError not_found, wrong_state (nothing waits to be taken)
 */
export async function withdrawCodes(
  deps: Deps,
  tx: SchoolTx,
  request: { pupilId: string; actor: Acting['actor'] },
): Promise<number> {
  const { pupilId, actor } = request;
  await lockPupil(tx, pupilId);
  if (!(await pupilById(tx, pupilId))) throw new DomainError('not_found');
  const count = await withdrawOffers(tx, pupilId);
  if (count === 0) throw new DomainError('wrong_state', { field: 'offer' });
  await unissueOrder(tx, pupilId);
  await appendAudit(tx, deps.now(), { event: 'codes_withdrawn', actor, pupilId });
  await tellFamily(deps, tx, { pupilId, event: 'codes_withdrawn' });
  return count;
}

/**
 * Takes back an approval whose code no phone has taken: the codes and, where no ID of the pupil stands in a phone, the
 * right end (rules.md C3). Another order may be placed.
 * @throws DomainError not_found, wrong_state (it is not approved, or a phone has taken the code)
 */
export async function withdrawOrder(
  deps: Deps,
  tx: SchoolTx,
  request: { orderId: string; actor: Acting['actor'] },
): Promise<void> {
  const { orderId, actor } = request;
  const seen = await orderById(tx, orderId);
  if (!seen) throw new DomainError('not_found');
  const { pupilId } = seen;
  await lockPupil(tx, pupilId);
  const order = await lockOrder(tx, orderId);
  if (!order || !isOneOf(waitingOrderStates, order.state))
    throw new DomainError('wrong_state', { state: order?.state ?? seen.state });
  const at = deps.now();
  await withdrawOffers(tx, pupilId);
  const rows = await listMobileIds(deps, tx, [pupilId]);
  const isInPhone = rows.some(
    ({ state }) => state === 'active' || state === 'suspended' || state === 'expired',
  );
  if (!isInPhone) await endRight(tx, { pupilId, reason: 'withdrawn', at });
  await moveOrder(tx, orderId, { to: 'withdrawn', reason: null, note: null, by: actor.id, at });
  await appendAudit(tx, at, { event: 'order_withdrawn', actor, pupilId, subject: orderId });
  await tellFamily(deps, tx, { pupilId, event: 'order_withdrawn' });
}
