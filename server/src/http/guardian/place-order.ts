import { child, guardianOrder } from '@mleg/contract/guardian';
import type { AppDeps } from '../../app-deps.ts';
import { orderForChild } from '../../service/guardian/actions.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, childParams } from './params.ts';

export function placeOrderRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/portal/api/children/:pupilId/orders',
    policy: { kind: 'guardian' },
    summary: 'Orders the mobile ID for my child',
    status: 201,
    schema: { params: childParams, body: guardianOrder, response: child },
    handler: ({ principal, params, body }) =>
      orderForChild(deps, { actor: actorOf(principal), pupilId: params.pupilId, ...body }),
  });
}
