import { apiDecision, orderResult } from '@mleg/contract/integration';
import type { AppDeps } from '../../app-deps.ts';
import { answerOnce } from '../../service/integration/answer-once.ts';
import { readOrderForProgram } from '../../service/integration/orders.ts';
import { decideOrder } from '../../service/school/decide-order.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { callOf, program } from './call.ts';
import { orderParams } from './params.ts';

export function decideOrderRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/v1/orders/:id/decision',
    policy: program,
    summary: 'Approves an order and with it the waiting photo, or refuses it with a reason',
    schema: { params: orderParams, body: apiDecision, response: orderResult },
    handler: ({ principal, params, body, request }) => {
      const call = callOf(principal, request);
      return answerOnce(deps, call, async (tx) => {
        const { decision, reason } = body;
        const { actor } = call;
        await decideOrder(deps, tx, { orderId: params.id, decision, reason, note: undefined, actor });
        return readOrderForProgram(deps, tx, params.id);
      });
    },
  });
}
