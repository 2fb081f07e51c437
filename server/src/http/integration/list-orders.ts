import { ordersOfPupil, ordersQuery } from '@mleg/contract/integration';
import type { AppDeps } from '../../app-deps.ts';
import { listOrdersOf } from '../../service/integration/orders.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { program } from './call.ts';

export function listOrdersRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/v1/orders',
    policy: program,
    summary: "A pupil's orders with the door they came through, the newest first",
    schema: { query: ordersQuery, response: ordersOfPupil },
    handler: ({ principal, query }) =>
      listOrdersOf(deps, { school: principal.school, externalId: query.pupil }),
  });
}
