import { offer } from '@mleg/contract/common';
import { issueRequest } from '@mleg/contract/order';
import type { AppDeps } from '../../app-deps.ts';
import { issue } from '../../service/panel/orders.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function issueRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/orders/:id/offers',
    policy: deciders,
    summary: 'QR and activation code for an approved order; with delivery letter also a printable letter',
    status: 201,
    schema: { params: idParams, body: issueRequest, response: offer },
    handler: ({ principal, params, body: { delivery } }) =>
      issue(deps, { ...actingOf(principal), orderId: params.id, delivery }),
  });
}
