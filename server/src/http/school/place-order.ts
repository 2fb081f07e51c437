import { deskOrder, orderDetail } from '@mleg/contract/order';
import type { AppDeps } from '../../app-deps.ts';
import { placeOrder } from '../../service/school/place-order.ts';
import { readOrder } from '../../service/school/read-orders.ts';
import { requesterOf } from '../../service/school/requester.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, deciders } from './roles.ts';

export function placeOrderRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/orders',
    policy: deciders,
    summary: 'An order taken at the desk',
    status: 201,
    schema: { body: deskOrder, response: orderDetail },
    handler: ({ principal, body }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        const { name, email = null } = body.requestedBy;
        const guardian = await requesterOf(tx, body.pupilId, body.requestedBy);
        const placed = await placeOrder(deps, tx, {
          pupilId: body.pupilId,
          channel: body.channel,
          // The office saw the person and the paper.
          requester: { name, email, guardianId: guardian?.guardianId ?? null, known: true },
          hasApplication: body.channel === 'paper',
          mayPupilCollect: false,
          noticeVersion: null,
          actor: actorOf(principal),
        });
        return readOrder(deps, tx, placed.id);
      }),
  });
}
