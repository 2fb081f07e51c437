import { orderDecision, orderDetail } from '@mleg/contract/order';
import type { AppDeps } from '../../app-deps.ts';
import { decideOrder } from '../../service/school/decide-order.ts';
import { readOrder } from '../../service/school/read-orders.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actorOf, deciders } from './roles.ts';

export function decideOrderRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/orders/:id/decision',
    policy: deciders,
    summary: 'Approves or refuses an order; approving accepts the waiting photo too',
    schema: { params: idParams, body: orderDecision, response: orderDetail },
    handler: ({ principal, params, body }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        const { version, decision, reason, note } = body;
        const actor = actorOf(principal);
        await decideOrder(deps, tx, { orderId: params.id, version, decision, reason, note, actor });
        return readOrder(deps, tx, params.id);
      }),
  });
}
