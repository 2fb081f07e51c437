import { apiDecision, orderResult } from '@mleg/contract/integration';
import type { AppDeps } from '../../app-deps.ts';
import { decideOrder } from '../../service/integration/orders.ts';
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
    handler: ({ principal, params, body, request }) =>
      decideOrder(deps, callOf(principal, request), { orderId: params.id, ...body }),
  });
}
