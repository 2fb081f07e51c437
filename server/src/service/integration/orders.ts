import type {
  apiDecision,
  orderRequest,
  orderResult,
  ordersOfPupil as ordersAnswer,
} from '@mleg/contract/integration';
import { DomainError } from '@mleg/core/errors';
import type { z } from 'zod';
import { type OrderRecord, orderById, ordersOfPupil } from '../../store/orders.ts';
import { enterPupilCase } from '../../store/pupil-case.ts';
import { pupilByExternalId } from '../../store/pupils.ts';
import { inSchool, type SchoolTx } from '../../store/tenant.ts';
import * as decisions from '../order/decide-order.ts';
import * as placing from '../order/place-order.ts';
import { requesterOf } from '../register/requester.ts';
import type { SchoolDeps } from '../school-deps.ts';
import { toIsoTime } from '../time.ts';
import { answerOnce, type ProgramCall } from './answer-once.ts';
import { inProgramCaseOnce, refusePesel } from './program-case.ts';

type OrderRequest = z.output<typeof orderRequest>;
type OrderResult = z.infer<typeof orderResult>;
type OrdersOfPupil = z.infer<typeof ordersAnswer>;

/**
 * An order that came through the e-journal. A requester whom the register does not know as somebody who may order is
 * accepted and marked for the office.
 * @throws DomainError as inProgramCaseOnce and placeOrder
 */
export function placeOrder(deps: SchoolDeps, call: ProgramCall, order: OrderRequest): Promise<OrderResult> {
  const { requestedBy, pupil } = order;
  return inProgramCaseOnce(deps, call, { externalId: pupil }, async (pupilCase) => {
    const guardian = await requesterOf(pupilCase, requestedBy);
    const { name, email = null } = requestedBy;
    const placed = await placing.placeOrder(deps, pupilCase, {
      channel: 'api',
      requester: { name, email, guardianId: guardian?.guardianId ?? null, known: guardian !== undefined },
      // Ordering behind a log-in is the application; on objection basis none is needed (rules.md O9).
      hasApplication: guardian !== undefined || pupilCase.policy.basis === 'objection',
      mayPupilCollect: false,
      noticeVersion: null,
      actor: call.actor,
    });
    return readOrderIn(deps, pupilCase, placed.id);
  });
}

/** Approves an order, or refuses it with a reason. @throws DomainError as decideOrder of the room and answerOnce */
export function decideOrder(
  deps: SchoolDeps,
  call: ProgramCall,
  request: z.output<typeof apiDecision> & { readonly orderId: string },
): Promise<OrderResult> {
  const { orderId, decision, reason } = request;
  return answerOnce(deps, call, async (tx) => {
    const pupilCase = await enterPupilCase(deps, tx, { orderId });
    const decided = { orderId, decision, reason, note: undefined, actor: call.actor };
    await decisions.decideOrder(deps, pupilCase, decided);
    return readOrderIn(deps, pupilCase, orderId);
  });
}

/** How far an order is. @throws DomainError not_found */
export function readOrder(
  deps: Pick<SchoolDeps, 'store' | 'config'>,
  { school, orderId }: { readonly school: number; readonly orderId: string },
): Promise<OrderResult> {
  return inSchool(deps.store, school, (tx) => readOrderIn(deps, tx, orderId));
}

/**
 * A pupil's orders, the newest first.
 * @throws DomainError not_found, external_id_is_pesel
 */
export function listOrdersOf(
  deps: Pick<SchoolDeps, 'store' | 'config'>,
  { school, externalId }: { readonly school: number; readonly externalId: string },
): Promise<OrdersOfPupil> {
  refusePesel({ externalId });
  return inSchool(deps.store, school, async (tx) => {
    const pupil = await pupilByExternalId(tx, externalId);
    if (pupil === undefined) throw new DomainError('not_found');
    const orders = await ordersOfPupil(tx, pupil.id);
    return {
      orders: orders.map((order) => ({
        ...resultOf(deps, order),
        caseNumber: order.caseNumber,
        receivedAt: toIsoTime(order.receivedAt),
        source: order.channel === 'paper' ? 'desk' : order.channel,
        proposed: order.proposed,
      })),
    };
  });
}

async function readOrderIn(
  deps: Pick<SchoolDeps, 'config'>,
  tx: SchoolTx,
  orderId: string,
): Promise<OrderResult> {
  const order = await orderById(tx, orderId);
  if (!order) throw new DomainError('not_found');
  return resultOf(deps, order);
}

function resultOf(deps: Pick<SchoolDeps, 'config'>, order: OrderRecord): OrderResult {
  const { id, state, dueOn, missing, channel, requesterKnown } = order;
  const refusal = order.refusalReason as OrderResult['refusal'];
  const photoPage = `${deps.config.origins.school}/dzieci/${order.pupilId}/zdjecie`;
  return { id, state, dueOn, missing: [...missing], channel, requesterKnown, refusal, photoPage };
}
