import { orderDetail, portraitDecision } from '@mleg/contract/order';
import type { AppDeps } from '../../app-deps.ts';
import { decideOnPortrait } from '../../service/school/decide-order.ts';
import { readOrder } from '../../service/school/read-orders.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actorOf, deciders } from './roles.ts';

export function decidePortraitRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/orders/:id/portrait-decision',
    policy: deciders,
    summary: 'Accepts or refuses the photo of an order',
    schema: { params: idParams, body: portraitDecision, response: orderDetail },
    handler: ({ principal, params, body }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        const { version, decision, reason } = body;
        await decideOnPortrait(deps, tx, {
          orderId: params.id,
          version,
          decision,
          reason,
          actor: actorOf(principal),
        });
        return readOrder(deps, tx, params.id);
      }),
  });
}
