import { DomainError } from '@mleg/core/errors';
import { appendAudit } from '../../audit/append.ts';
import { newId } from '../../store/ids.ts';
import { openRight } from '../../store/offers.ts';
import { lockOrder, moveOrder, type OrderRecord, orderById } from '../../store/orders.ts';
import { currentPortrait, decidePortrait } from '../../store/portraits.ts';
import { lockPupil, pupilById } from '../../store/pupils.ts';
import { staffNames } from '../../store/staff.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import { closeEarlierOrders } from './end-orders.ts';
import { tellFamily } from './notify-family.ts';
import { partsOf, refreshOrder } from './order-clock.ts';
import type { Acting, SchoolDeps } from './school-deps.ts';

type Deps = Pick<SchoolDeps, 'vault' | 'now'>;

/**
 * The order, locked, if it still is as the caller saw it.
 * @param version undefined takes any (the API has no screen that could be stale)
 * @throws DomainError not_found, stale_version with who changed what
 */
async function lockSeenOrder(
  tx: SchoolTx,
  orderId: string,
  version: number | undefined,
): Promise<OrderRecord> {
  const seen = await orderById(tx, orderId);
  // The pupil first, as everybody does who changes the case: an objection or a departure has ended, or finds the decision.
  if (seen) await lockPupil(tx, seen.pupilId);
  const order = await lockOrder(tx, orderId);
  if (order === undefined) throw new DomainError('not_found');
  if (version !== undefined && version !== order.version) {
    const by = order.decidedBy ? (await staffNames(tx, [order.decidedBy])).get(order.decidedBy) : undefined;
    throw new DomainError('stale_version', {
      state: order.state,
      version: order.version,
      ...(by ? { by } : {}),
    });
  }
  return order;
}

/**
 * Accepts or refuses the waiting portrait of an order's pupil. A refused one stops the clock: the family must act.
 * @throws DomainError not_found, stale_version, wrong_state, invalid_input
 */
export async function decideOnPortrait(
  deps: Deps,
  tx: SchoolTx,
  request: {
    orderId: string;
    version?: number;
    decision: 'accept' | 'refuse';
    reason: string | undefined;
    actor: Acting['actor'];
  },
): Promise<void> {
  const { decision, reason, actor } = request;
  if (decision === 'refuse' && reason === undefined)
    throw new DomainError('invalid_input', { field: 'reason' });
  const order = await lockSeenOrder(tx, request.orderId, request.version);
  await settlePortrait(deps, tx, { pupilId: order.pupilId, accept: decision === 'accept', reason, actor });
}

async function settlePortrait(
  deps: Deps,
  tx: SchoolTx,
  request: { pupilId: string; accept: boolean; reason: string | undefined; actor: Acting['actor'] },
): Promise<void> {
  const { pupilId, accept, reason, actor } = request;
  const portrait = await currentPortrait(tx, pupilId);
  const decided =
    portrait?.state === 'waiting' &&
    (await decidePortrait(tx, {
      id: portrait.id,
      pupilId,
      state: accept ? 'accepted' : 'refused',
      refusal: accept ? null : (reason ?? null),
      at: deps.now(),
      by: actor.id,
    }));
  if (!portrait || !decided) throw new DomainError('wrong_state', { field: 'portrait' });
  const event = accept ? 'portrait_accepted' : 'portrait_refused';
  await appendAudit(tx, deps.now(), {
    event,
    actor,
    pupilId,
    subject: portrait.id,
    ...(reason ? { note: reason } : {}),
  });
  await tellFamily(deps, tx, { pupilId, event, ...(reason ? { facts: { reason } } : {}) });
  await refreshOrder(deps, tx, pupilId, accept ? 'part_arrived' : 'part_lost');
}

/**
 * Approves or refuses an order. Approving accepts the waiting portrait too and opens the right to activate.
 * @throws DomainError not_found, stale_version, paper_id_missing, portrait_missing, objection_filed, wrong_state,
 *   invalid_input
 */
export async function decideOrder(
  deps: Deps,
  tx: SchoolTx,
  request: {
    orderId: string;
    version?: number;
    decision: 'approve' | 'refuse';
    reason: string | undefined;
    note: string | undefined;
    actor: Acting['actor'];
  },
): Promise<void> {
  const order = await lockSeenOrder(tx, request.orderId, request.version);
  await (request.decision === 'approve'
    ? approve(deps, tx, order, request.actor)
    : refuse(deps, tx, order, request));
}

async function approve(deps: Deps, tx: SchoolTx, order: OrderRecord, actor: Acting['actor']): Promise<void> {
  const { pupilId } = order;
  const pupil = await pupilById(tx, pupilId);
  if (pupil?.objectionAt) throw new DomainError('objection_filed');
  // Requirement A3, and the screen says why. Looked at anew: a last day passes without anybody writing it down.
  const missing = await partsOf(deps, tx, pupilId, !order.missing.includes('application'));
  if (missing.includes('paper_id')) throw new DomainError('paper_id_missing');
  if (missing.includes('portrait')) throw new DomainError('portrait_missing');
  const portrait = await currentPortrait(tx, pupilId);
  if (portrait?.state === 'waiting') {
    await settlePortrait(deps, tx, { pupilId, accept: true, reason: undefined, actor });
  }
  await move(deps, tx, order, { to: 'accepted', reason: null, note: null, actor });
  await openRight(tx, { id: newId(), pupilId, orderId: order.id, at: deps.now() });
  await closeEarlierOrders(deps, tx, { pupilId, orderId: order.id, actor });
  await appendAudit(tx, deps.now(), { event: 'order_accepted', actor, pupilId, subject: order.id });
  await tellFamily(deps, tx, { pupilId, event: 'order_accepted' });
}

async function refuse(
  deps: Deps,
  tx: SchoolTx,
  order: OrderRecord,
  request: { reason: string | undefined; note: string | undefined; actor: Acting['actor'] },
): Promise<void> {
  const { reason, actor } = request;
  if (reason === undefined) throw new DomainError('invalid_input', { field: 'reason' });
  await move(deps, tx, order, { to: 'refused', reason, note: request.note ?? null, actor });
  const { pupilId } = order;
  await appendAudit(tx, deps.now(), {
    event: 'order_refused',
    actor,
    pupilId,
    subject: order.id,
    note: reason,
  });
  await tellFamily(deps, tx, { pupilId, event: 'order_refused', facts: { reason } });
}

async function move(
  deps: Deps,
  tx: SchoolTx,
  order: OrderRecord,
  step: { to: 'accepted' | 'refused'; reason: string | null; note: string | null; actor: Acting['actor'] },
): Promise<void> {
  const { to, reason, note, actor } = step;
  const moved = await moveOrder(tx, order.id, { to, reason, note, by: actor.id, at: deps.now() });
  if (!moved) throw new DomainError('wrong_state', { state: order.state });
}
