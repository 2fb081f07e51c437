import { orderList, orderWanted } from '@mleg/contract/order';
import type { AppDeps } from '../../app-deps.ts';
import { listOrders } from '../../service/panel/orders.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { deciders } from './roles.ts';

export function searchOrdersRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/orders/search',
    policy: deciders,
    summary: 'The queue by the pupil’s name; in a body, because no person stands in an address',
    schema: { body: orderWanted, response: orderList },
    handler: ({ principal, body }) => listOrders(deps, principal.school, body),
  });
}
