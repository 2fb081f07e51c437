import { orderResult } from '@mleg/contract/integration';
import type { AppDeps } from '../../app-deps.ts';
import { readOrder } from '../../service/integration/orders.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { program } from './call.ts';
import { orderParams } from './params.ts';

export function readOrderRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/v1/orders/:id',
    policy: program,
    summary: 'How far an order is, what it waits for, when it is due',
    schema: { params: orderParams, response: orderResult },
    handler: ({ principal, params }) => readOrder(deps, { school: principal.school, orderId: params.id }),
  });
}
