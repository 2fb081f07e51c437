import { orderList, orderQuery } from '@mleg/contract/order';
import type { AppDeps } from '../../app-deps.ts';
import { listOrders } from '../../service/panel/orders.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { deciders } from './roles.ts';

export function listOrdersRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/orders',
    policy: deciders,
    summary: 'The queue: counts, the orders of a tab, reports of lost phones',
    schema: { query: orderQuery, response: orderList },
    handler: ({ principal, query }) => listOrders(deps, principal.school, query),
  });
}
