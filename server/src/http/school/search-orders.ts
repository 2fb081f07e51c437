import { orderList, orderWanted } from '@mleg/contract/order';
import type { AppDeps } from '../../app-deps.ts';
import { readQueue } from '../../service/school/read-orders.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { deciders } from './roles.ts';

export function searchOrdersRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/orders/search',
    policy: deciders,
    summary: 'The queue by the pupil’s name; in a body, because no person stands in an address',
    schema: { body: orderWanted, response: orderList },
    handler: ({ principal, body }) =>
      inSchool(deps.store, principal.school, (tx) => readQueue(deps, tx, body)),
  });
}
