import { offer } from '@mleg/contract/common';
import { issueRequest } from '@mleg/contract/order';
import type { AppDeps } from '../../app-deps.ts';
import { issueForOrder } from '../../service/school/issue-for-order.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actorOf, deciders } from './roles.ts';

export function issueRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/orders/:id/offers',
    policy: deciders,
    summary: 'QR and activation code for an approved order; with delivery letter also a printable letter',
    status: 201,
    schema: { params: idParams, body: issueRequest, response: offer },
    handler: ({ principal, params, body }) =>
      issueForOrder(deps, {
        school: principal.school,
        orderId: params.id,
        delivery: body.delivery,
        actor: actorOf(principal),
      }),
  });
}
