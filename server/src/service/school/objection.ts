import { DomainError } from '@mleg/core/errors';
import { isOneOf, openOrderStates } from '@mleg/core/order/order';
import { appendAudit } from '../../audit/append.ts';
import { guardiansOfPupil } from '../../store/guardians.ts';
import { latestOrder } from '../../store/orders.ts';
import { lockPupil, type PupilRecord, pupilById, setObjection } from '../../store/pupils.ts';
import { standingRight } from '../../store/rights.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import { restoreIn, revokeIn, suspendIn } from '../issuing/mobile-ids.ts';
import { endOrders } from './end-orders.ts';
import { tellFamily } from './notify-family.ts';
import type { Acting, SchoolDeps } from './school-deps.ts';

type Deps = Pick<SchoolDeps, 'vault' | 'now'>;
type OfPupil = { readonly pupilId: string; readonly actor: Acting['actor'] };

/** Suspends what the head teacher has yet to decide on, beside whatever else suspends it. */
const WAITING_OBJECTION: Acting['actor'] = { kind: 'system', id: 'objection' };

/**
 * An objection to the mobile ID (rules.md W3). Where another guardian with full rights has ordered, it suspends and
 * goes to the head teacher; otherwise it blocks and revokes at once. A second objection, by the one who ordered, leaves
 * nothing to decide.
 * @param request `guardianId` who objects; undefined when the school writes down one whose author it does not name
 * @throws DomainError not_found
 */
export async function recordObjection(
  deps: Deps,
  tx: SchoolTx,
  request: OfPupil & { guardianId?: string },
): Promise<void> {
  const { pupilId, actor, guardianId } = request;
  // An order that comes at once has ended, or finds the objection.
  await lockPupil(tx, pupilId);
  const pupil = await pupilById(tx, pupilId);
  if (!pupil) throw new DomainError('not_found');
  const stands = pupil.objectionAt !== null && !pupil.objectionToDecide;
  if (stands) return;
  if (!(await anotherHasOrdered(tx, pupilId, guardianId))) {
    await setObjection(tx, pupilId, { at: deps.now(), by: actor.id, toDecide: false });
    await appendAudit(tx, deps.now(), { event: 'objection_recorded', actor, pupilId });
    await enforce(deps, tx, { pupilId, actor });
    return;
  }
  if (pupil.objectionToDecide) return;
  await setObjection(tx, pupilId, { at: deps.now(), by: actor.id, toDecide: true });
  await appendAudit(tx, deps.now(), { event: 'objection_to_decide', actor, pupilId });
  await suspendIn(deps, tx, { pupilId, actor: WAITING_OBJECTION, by: 'school', cause: 'objection' });
  await tellFamily(deps, tx, { pupilId, event: 'objection_to_decide' });
}

/** Whether an order stands, or the right that came of it, whose author is a guardian with full rights and another one. */
async function anotherHasOrdered(
  tx: SchoolTx,
  pupilId: string,
  objectorId: string | undefined,
): Promise<boolean> {
  const order = await latestOrder(tx, pupilId);
  const stands = order && (isOneOf(openOrderStates, order.state) || (await standingRight(tx, pupilId)));
  if (!stands) return false;
  const full = (await guardiansOfPupil(tx, pupilId)).filter((one) => one.rights === 'full');
  if (!full.some((one) => one.guardianId === order.requesterGuardianId)) return false;
  // Who objects is not known: with two guardians it may be the other one, and only a suspension can be taken back.
  return objectorId === undefined ? full.length > 1 : objectorId !== order.requesterGuardianId;
}

/** The objection stands: every order that has not ended is withdrawn, every ID revoked, the right ended. */
async function enforce(deps: Deps, tx: SchoolTx, { pupilId, actor }: OfPupil): Promise<void> {
  await endOrders(deps, tx, { pupilId, actor, of: 'pupil' });
  await revokeIn(deps, tx, { pupilId, actor, reason: 'objection' });
  await tellFamily(deps, tx, { pupilId, event: 'objection_recorded' });
}

/**
 * The head teacher decides on an objection that waits (rules.md W3): upheld it revokes, dismissed it gives back what
 * it suspended.
 * @throws DomainError not_found, wrong_state (nothing waits)
 */
export async function decideObjection(
  deps: Deps,
  tx: SchoolTx,
  request: OfPupil & { decision: 'uphold' | 'dismiss' },
): Promise<void> {
  const { pupilId, actor, decision } = request;
  // Two decisions at once: the second one finds nothing to decide.
  await lockPupil(tx, pupilId);
  const pupil = await pupilById(tx, pupilId);
  if (!pupil) throw new DomainError('not_found');
  if (!pupil.objectionToDecide) throw new DomainError('wrong_state', { field: 'objection' });
  if (decision === 'uphold') {
    // It stays the objection of who filed it: nobody else of the family withdraws it.
    await setObjection(tx, pupilId, { at: deps.now(), by: pupil.objectionBy ?? actor.id, toDecide: false });
    await appendAudit(tx, deps.now(), { event: 'objection_upheld', actor, pupilId });
    await enforce(deps, tx, { pupilId, actor });
    return;
  }
  await setObjection(tx, pupilId, null);
  await appendAudit(tx, deps.now(), { event: 'objection_dismissed', actor, pupilId });
  await restoreIn(deps, tx, { pupilId, actor, by: 'school', cause: 'objection' });
  await tellFamily(deps, tx, { pupilId, event: 'objection_dismissed' });
}

/** Whether it was this account that objected. */
export function isOwnObjection(pupil: Pick<PupilRecord, 'objectionBy'>, accountId: string | null): boolean {
  return accountId !== null && pupil.objectionBy === accountId;
}

/**
 * Withdraws an objection that stands: an order may be placed again. One that waits for the head teacher is decided,
 * not withdrawn, so that neither guardian sees more than the other. A guardian withdraws the own one, the school any.
 * @throws DomainError not_found, wrong_state (it waits for the head teacher), objection_filed (somebody else filed it)
 */
export async function withdrawObjection(deps: Deps, tx: SchoolTx, request: OfPupil): Promise<void> {
  const { pupilId, actor } = request;
  await lockPupil(tx, pupilId);
  const pupil = await pupilById(tx, pupilId);
  if (!pupil) throw new DomainError('not_found');
  if (pupil.objectionToDecide) throw new DomainError('wrong_state', { state: 'objection_to_decide' });
  if (pupil.objectionAt === null) return;
  if (actor.kind === 'guardian' && !isOwnObjection(pupil, actor.id)) throw new DomainError('objection_filed');
  await setObjection(tx, pupilId, null);
  await appendAudit(tx, deps.now(), { event: 'objection_withdrawn', actor, pupilId });
  await tellFamily(deps, tx, { pupilId, event: 'objection_withdrawn' });
}
