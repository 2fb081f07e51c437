import { DomainError } from '@mleg/core/errors';
import { isOneOf, waitingOrderStates } from '@mleg/core/order/order';
import { appendAudit } from '../../audit/append.ts';
import { unissueOrder, withdrawOffers } from '../../store/offers.ts';
import { lockOrder, moveOrder } from '../../store/orders.ts';
import type { PupilCase } from '../../store/pupil-case.ts';
import { endRight } from '../../store/rights.ts';
import { tellFamily } from '../family/notify-family.ts';
import { isStanding, listMobileIds } from '../mobile-id/mobile-ids.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';

type Deps = Pick<SchoolDeps, 'now'>;

/**
 * Withdraws the codes of a pupil that no phone has taken: a letter went to the wrong person. The right stands (rules.md
 * C3), so that new ones may be handed out; IDs in phones stay.
 * @returns how many codes
 * @throws DomainError wrong_state (nothing waits to be taken)
 */
export async function withdrawCodes(
  deps: Deps,
  pupilCase: PupilCase,
  { actor }: { actor: Acting['actor'] },
): Promise<number> {
  const count = await withdrawOffers(pupilCase);
  if (count === 0) throw new DomainError('wrong_state', { field: 'offer' });
  await unissueOrder(pupilCase);
  const { pupilId } = pupilCase;
  await appendAudit(pupilCase, deps.now(), { event: 'codes_withdrawn', actor, pupilId });
  await tellFamily(deps, pupilCase, { event: 'codes_withdrawn' });
  return count;
}

/**
 * Takes back an approval whose code no phone has taken: the codes and, where no ID of the pupil stands in a phone, the
 * right end (rules.md C3). Another order may be placed.
 * @throws DomainError not_found, wrong_state (it is not approved, or a phone has taken the code)
 */
export async function withdrawOrder(
  deps: Deps,
  pupilCase: PupilCase,
  request: { orderId: string; actor: Acting['actor'] },
): Promise<void> {
  const { orderId, actor } = request;
  const { pupilId } = pupilCase;
  const order = await lockOrder(pupilCase, orderId);
  if (!order) throw new DomainError('not_found');
  if (!isOneOf(waitingOrderStates, order.state)) throw new DomainError('wrong_state', { state: order.state });
  const at = deps.now();
  await withdrawOffers(pupilCase);
  const rows = await listMobileIds(deps, pupilCase, [pupilId]);
  if (!rows.some(isStanding)) await endRight(pupilCase, { reason: 'withdrawn', at });
  await moveOrder(pupilCase, orderId, { to: 'withdrawn', reason: null, note: null, by: actor.id, at });
  await appendAudit(pupilCase, at, { event: 'order_withdrawn', actor, pupilId, subject: orderId });
  await tellFamily(deps, pupilCase, { event: 'order_withdrawn' });
}
