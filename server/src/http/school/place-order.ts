import { deskOrder, orderDetail } from '@mleg/contract/order';
import type { AppDeps } from '../../app-deps.ts';
import { placeOrder } from '../../service/panel/orders.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actingOf, deciders } from './roles.ts';

export function placeOrderRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/orders',
    policy: deciders,
    summary: 'An order taken at the desk',
    status: 201,
    schema: { body: deskOrder, response: orderDetail },
    handler: ({ principal, body: { pupilId, channel, requestedBy } }) =>
      placeOrder(deps, { ...actingOf(principal), pupilId, channel, requestedBy }),
  });
}
