import { orderRequest, orderResult } from '@mleg/contract/integration';
import type { AppDeps } from '../../app-deps.ts';
import { placeOrder } from '../../service/integration/orders.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { callOf, program } from './call.ts';

export function placeOrderRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/v1/orders',
    policy: program,
    summary: 'Orders the mobile ID; an open order of the pupil is answered, never a second one made',
    status: 201,
    schema: { body: orderRequest, response: orderResult },
    handler: ({ principal, body, request }) => placeOrder(deps, callOf(principal, request), body),
  });
}
