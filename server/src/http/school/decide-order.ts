import { orderDecision, orderDetail } from '@mleg/contract/order';
import type { AppDeps } from '../../app-deps.ts';
import { decideOrder } from '../../service/panel/orders.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function decideOrderRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/orders/:id/decision',
    policy: deciders,
    summary: 'Approves or refuses an order; approving accepts the waiting photo too',
    schema: { params: idParams, body: orderDecision, response: orderDetail },
    handler: ({ principal, params, body: { version, decision, reason, note } }) =>
      decideOrder(deps, { ...actingOf(principal), orderId: params.id, version, decision, reason, note }),
  });
}
