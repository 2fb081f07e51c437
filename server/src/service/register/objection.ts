import { DomainError } from '@mleg/core/errors';
import { isOneOf, openOrderStates } from '@mleg/core/order/order';
import { appendAudit } from '../../audit/append.ts';
import { guardiansOfPupil } from '../../store/guardians.ts';
import { latestOrder } from '../../store/orders.ts';
import type { PupilCase } from '../../store/pupil-case.ts';
import { setObjection } from '../../store/pupil-writes.ts';
import type { PupilRecord } from '../../store/pupils.ts';
import { standingRight } from '../../store/rights.ts';
import { tellFamily } from '../family/notify-family.ts';
import { liftCause, revoke, suspend } from '../mobile-id/change-mobile-ids.ts';
import { endOrders } from '../order/end-orders.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';

type Deps = Pick<SchoolDeps, 'now'>;
type By = { readonly actor: Acting['actor'] };

/** Suspends what the head teacher has yet to decide on, beside whatever else suspends it. */
const WAITING_OBJECTION: Acting['actor'] = { kind: 'system', id: 'objection' };

/**
 * An objection to the mobile ID (rules.md W3). Where another guardian with full rights has ordered, it suspends and
 * goes to the head teacher; otherwise it blocks and revokes at once. A second objection, by the one who ordered, leaves
 * nothing to decide.
 * @param request `guardianId` who objects; undefined when the school writes down one whose author it does not name
 */
export async function recordObjection(
  deps: Deps,
  pupilCase: PupilCase,
  request: By & { guardianId?: string },
): Promise<void> {
  const { actor, guardianId } = request;
  const { pupilId } = pupilCase;
  const by = { at: deps.now(), by: actor.id };
  if (!(await anotherHasOrdered(pupilCase, guardianId))) {
    if (!(await setObjection(pupilCase, { ...by, toDecide: false }, ['none', 'to_decide']))) return;
    await appendAudit(pupilCase, deps.now(), { event: 'objection_recorded', actor, pupilId });
    await enforce(deps, pupilCase, { actor });
    return;
  }
  if (!(await setObjection(pupilCase, { ...by, toDecide: true }, ['none']))) return;
  await appendAudit(pupilCase, deps.now(), { event: 'objection_to_decide', actor, pupilId });
  const waiting = { actor: WAITING_OBJECTION, by: 'school', cause: 'objection', facts: null } as const;
  await suspend(deps, pupilCase, waiting);
  await tellFamily(deps, pupilCase, { event: 'objection_to_decide' });
}

/** Whether an order stands, or the right that came of it, whose author is a guardian with full rights and another one. */
async function anotherHasOrdered(pupilCase: PupilCase, objectorId: string | undefined): Promise<boolean> {
  const { pupilId } = pupilCase;
  const order = await latestOrder(pupilCase, pupilId);
  const stands =
    order && (isOneOf(openOrderStates, order.state) || (await standingRight(pupilCase, pupilId)));
  if (!stands) return false;
  const full = (await guardiansOfPupil(pupilCase, pupilId)).filter((one) => one.rights === 'full');
  if (!full.some((one) => one.guardianId === order.requesterGuardianId)) return false;
  // Who objects is not known: with two guardians it may be the other one, and only a suspension can be taken back.
  return objectorId === undefined ? full.length > 1 : objectorId !== order.requesterGuardianId;
}

/** The objection stands: every order that has not ended is withdrawn, every ID revoked, the right ended. */
async function enforce(deps: Deps, pupilCase: PupilCase, { actor }: By): Promise<void> {
  await endOrders(deps, pupilCase, { actor, of: 'pupil' });
  await revoke(deps, pupilCase, { actor, reason: 'objection', facts: null });
  await tellFamily(deps, pupilCase, { event: 'objection_recorded' });
}

/**
 * The head teacher decides on an objection that waits (rules.md W3): upheld it revokes, dismissed it gives back what
 * it suspended.
 * @throws DomainError wrong_state (nothing waits, or somebody has decided at this moment)
 */
export async function decideObjection(
  deps: Deps,
  pupilCase: PupilCase,
  request: By & { decision: 'uphold' | 'dismiss' },
): Promise<void> {
  const { actor, decision } = request;
  const { pupilId, pupil } = pupilCase;
  // It stays the objection of who filed it: nobody else of the family withdraws it.
  const upheld = { at: deps.now(), by: pupil.objectionBy ?? actor.id, toDecide: false };
  const isDecided = await setObjection(pupilCase, decision === 'uphold' ? upheld : null, ['to_decide']);
  if (!isDecided) throw new DomainError('wrong_state', { field: 'objection' });
  if (decision === 'uphold') {
    await appendAudit(pupilCase, deps.now(), { event: 'objection_upheld', actor, pupilId });
    await enforce(deps, pupilCase, { actor });
    return;
  }
  await appendAudit(pupilCase, deps.now(), { event: 'objection_dismissed', actor, pupilId });
  await liftCause(deps, pupilCase, { actor, cause: 'objection' });
  await tellFamily(deps, pupilCase, { event: 'objection_dismissed' });
}

/** Whether it was this account that objected. */
export function isOwnObjection(pupil: Pick<PupilRecord, 'objectionBy'>, accountId: string | null): boolean {
  return accountId !== null && pupil.objectionBy === accountId;
}

/**
 * Withdraws an objection that stands: an order may be placed again. One that waits for the head teacher is decided,
 * not withdrawn, so that neither guardian sees more than the other. A guardian withdraws the own one, the school any.
 * @throws DomainError wrong_state (it waits for the head teacher), objection_filed (somebody else filed it)
 */
export async function withdrawObjection(deps: Deps, pupilCase: PupilCase, { actor }: By): Promise<void> {
  const { pupilId, pupil } = pupilCase;
  if (pupil.objectionToDecide) throw new DomainError('wrong_state', { state: 'objection_to_decide' });
  if (pupil.objectionAt === null) return;
  if (actor.kind === 'guardian' && !isOwnObjection(pupil, actor.id)) throw new DomainError('objection_filed');
  if (!(await setObjection(pupilCase, null, ['stands']))) return;
  await appendAudit(pupilCase, deps.now(), { event: 'objection_withdrawn', actor, pupilId });
  await tellFamily(deps, pupilCase, { event: 'objection_withdrawn' });
}
