import type { orderRequest, orderResult } from '@mleg/contract/integration';
import { DomainError } from '@mleg/core/errors';
import type { z } from 'zod';
import type { Actor } from '../../audit/append.ts';
import { orderById } from '../../store/orders.ts';
import { schoolPolicy } from '../../store/staff.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import { placeOrder } from '../school/place-order.ts';
import { requesterOf } from '../school/requester.ts';
import type { SchoolDeps } from '../school/school-deps.ts';
import { pupilOf } from './pupils.ts';

type OrderRequest = z.output<typeof orderRequest>;
export type OrderResult = z.infer<typeof orderResult>;

/**
 * An order that came through the e-journal. A requester whom the register does not know as somebody who may order is
 * accepted and marked for the office.
 * @throws DomainError not_found, external_id_is_pesel and what placeOrder throws
 */
export async function orderByProgram(
  deps: SchoolDeps,
  tx: SchoolTx,
  request: { order: OrderRequest; actor: Actor },
): Promise<OrderResult> {
  const { order, actor } = request;
  const pupil = await pupilOf(tx, order.pupil);
  const guardian = await requesterOf(tx, pupil.id, order.requestedBy);
  const { basis } = await schoolPolicy(tx);
  const { name, email = null } = order.requestedBy;
  const placed = await placeOrder(deps, tx, {
    pupilId: pupil.id,
    channel: 'api',
    requester: { name, email, guardianId: guardian?.guardianId ?? null, known: guardian !== undefined },
    // Ordering behind a log-in is the application; on objection basis none is needed (rules.md O9).
    hasApplication: guardian !== undefined || basis === 'objection',
    mayPupilCollect: false,
    noticeVersion: null,
    actor,
  });
  return readOrderForProgram(deps, tx, placed.id);
}

/** How far an order is. @throws DomainError not_found */
export async function readOrderForProgram(
  deps: Pick<SchoolDeps, 'config'>,
  tx: SchoolTx,
  orderId: string,
): Promise<OrderResult> {
  const order = await orderById(tx, orderId);
  if (!order) throw new DomainError('not_found');
  const { id, state, dueOn, missing, channel, requesterKnown } = order;
  const refusal = order.refusalReason as OrderResult['refusal'];
  const photoPage = `${deps.config.origins.school}/dzieci/${order.pupilId}/zdjecie`;
  return { id, state, dueOn, missing: [...missing], channel, requesterKnown, refusal, photoPage };
}
