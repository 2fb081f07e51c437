import { orderDetail } from '@mleg/contract/order';
import type { AppDeps } from '../../app-deps.ts';
import { readOrder } from '../../service/panel/orders.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { deciders } from './roles.ts';

export function readOrderRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/orders/:id',
    policy: deciders,
    summary: 'One order with everything needed to decide',
    schema: { params: idParams, response: orderDetail },
    handler: ({ principal, params }) => readOrder(deps, { school: principal.school, orderId: params.id }),
  });
}
