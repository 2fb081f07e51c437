import { DomainError } from '@mleg/core/errors';
import { appendAudit } from '../../audit/append.ts';
import { newId } from '../../store/ids.ts';
import { lockOrder, moveOrder, type OrderRecord } from '../../store/orders.ts';
import { currentPortrait, decidePortrait } from '../../store/portraits.ts';
import type { PupilCase } from '../../store/pupil-case.ts';
import { openRight } from '../../store/rights.ts';
import { staffNames } from '../../store/staff.ts';
import { tellFamily } from '../family/notify-family.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';
import { closeEarlierOrders } from './end-orders.ts';
import { partsOf, refreshOrder } from './order-clock.ts';

type Deps = Pick<SchoolDeps, 'now'>;

/**
 * An order of the case, locked, if it still is as the caller saw it.
 * @param version undefined takes any (the API has no screen that could be stale)
 * @throws DomainError not_found, stale_version with who changed what
 */
async function lockSeenOrder(
  pupilCase: PupilCase,
  orderId: string,
  version: number | undefined,
): Promise<OrderRecord> {
  const order = await lockOrder(pupilCase, orderId);
  if (order === undefined) throw new DomainError('not_found');
  if (version !== undefined && version !== order.version) {
    const by = order.decidedBy
      ? (await staffNames(pupilCase, [order.decidedBy])).get(order.decidedBy)
      : undefined;
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
export async function decidePortraitOf(
  deps: Deps,
  pupilCase: PupilCase,
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
  await lockSeenOrder(pupilCase, request.orderId, request.version);
  await settlePortrait(deps, pupilCase, { accept: decision === 'accept', reason, actor });
}

async function settlePortrait(
  deps: Deps,
  pupilCase: PupilCase,
  request: { accept: boolean; reason: string | undefined; actor: Acting['actor'] },
): Promise<void> {
  const { accept, reason, actor } = request;
  const { pupilId } = pupilCase;
  const portrait = await currentPortrait(pupilCase, pupilId);
  const decided =
    portrait?.state === 'waiting' &&
    (await decidePortrait(pupilCase, {
      id: portrait.id,
      state: accept ? 'accepted' : 'refused',
      refusal: accept ? null : (reason ?? null),
      at: deps.now(),
      by: actor.id,
    }));
  if (!portrait || !decided) throw new DomainError('wrong_state', { field: 'portrait' });
  const event = accept ? 'portrait_accepted' : 'portrait_refused';
  await appendAudit(pupilCase, deps.now(), {
    event,
    actor,
    pupilId,
    subject: portrait.id,
    ...(reason ? { note: reason } : {}),
  });
  await tellFamily(deps, pupilCase, { event, ...(reason ? { facts: { reason } } : {}) });
  await refreshOrder(deps, pupilCase, accept ? 'part_arrived' : 'part_lost');
}

/**
 * Approves or refuses an order. Approving accepts the waiting portrait too and opens the right to activate.
 * @throws DomainError not_found, stale_version, paper_id_missing, portrait_missing, objection_filed, wrong_state,
 *   invalid_input
 */
export async function decideOrder(
  deps: Deps,
  pupilCase: PupilCase,
  request: {
    orderId: string;
    version?: number;
    decision: 'approve' | 'refuse';
    reason: string | undefined;
    note: string | undefined;
    actor: Acting['actor'];
  },
): Promise<void> {
  const order = await lockSeenOrder(pupilCase, request.orderId, request.version);
  await (request.decision === 'approve'
    ? approve(deps, pupilCase, order, request.actor)
    : refuse(deps, pupilCase, order, request));
}

async function approve(
  deps: Deps,
  pupilCase: PupilCase,
  order: OrderRecord,
  actor: Acting['actor'],
): Promise<void> {
  const { pupilId, pupil } = pupilCase;
  if (pupil.objectionAt) throw new DomainError('objection_filed');
  // Requirement A3, and the screen says why. Looked at anew: a last day passes without anybody writing it down.
  const missing = await partsOf(deps, pupilCase, !order.missing.includes('application'));
  if (missing.includes('paper_id')) throw new DomainError('paper_id_missing');
  if (missing.includes('portrait')) throw new DomainError('portrait_missing');
  const portrait = await currentPortrait(pupilCase, pupilId);
  if (portrait?.state === 'waiting') {
    await settlePortrait(deps, pupilCase, { accept: true, reason: undefined, actor });
  }
  await move(deps, pupilCase, order, { to: 'accepted', reason: null, note: null, actor });
  await openRight(pupilCase, { id: newId(), orderId: order.id, at: deps.now() });
  await closeEarlierOrders(deps, pupilCase, { orderId: order.id, actor });
  await appendAudit(pupilCase, deps.now(), { event: 'order_accepted', actor, pupilId, subject: order.id });
  await tellFamily(deps, pupilCase, { event: 'order_accepted' });
}

async function refuse(
  deps: Deps,
  pupilCase: PupilCase,
  order: OrderRecord,
  request: { reason: string | undefined; note: string | undefined; actor: Acting['actor'] },
): Promise<void> {
  const { reason, actor } = request;
  if (reason === undefined) throw new DomainError('invalid_input', { field: 'reason' });
  await move(deps, pupilCase, order, { to: 'refused', reason, note: request.note ?? null, actor });
  const { pupilId } = pupilCase;
  await appendAudit(pupilCase, deps.now(), {
    event: 'order_refused',
    actor,
    pupilId,
    subject: order.id,
    note: reason,
  });
  await tellFamily(deps, pupilCase, { event: 'order_refused', facts: { reason } });
}

async function move(
  deps: Deps,
  pupilCase: PupilCase,
  order: OrderRecord,
  step: { to: 'accepted' | 'refused'; reason: string | null; note: string | null; actor: Acting['actor'] },
): Promise<void> {
  const { to, reason, note, actor } = step;
  const moved = await moveOrder(pupilCase, order.id, { to, reason, note, by: actor.id, at: deps.now() });
  if (!moved) throw new DomainError('wrong_state', { state: order.state });
}
