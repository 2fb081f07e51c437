import { orderDetail, portraitDecision } from '@mleg/contract/order';
import type { AppDeps } from '../../app-deps.ts';
import { decidePortrait } from '../../service/panel/orders.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function decidePortraitRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/orders/:id/portrait-decision',
    policy: deciders,
    summary: 'Accepts or refuses the photo of an order',
    schema: { params: idParams, body: portraitDecision, response: orderDetail },
    handler: ({ principal, params, body: { version, decision, reason } }) =>
      decidePortrait(deps, { ...actingOf(principal), orderId: params.id, version, decision, reason }),
  });
}
