import { issueWithdrawal, orderDetail } from '@mleg/contract/order';
import { DomainError } from '@mleg/core/errors';
import type { AppDeps } from '../../app-deps.ts';
import { readOrder } from '../../service/school/read-orders.ts';
import { withdrawCodes, withdrawOrder } from '../../service/school/withdraw-codes.ts';
import { orderById } from '../../store/orders.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actorOf, deciders } from './roles.ts';

export function withdrawIssueRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/orders/:id/withdrawal',
    policy: deciders,
    summary: 'Withdraws codes that no phone has taken, or the approval with them',
    schema: { params: idParams, body: issueWithdrawal, response: orderDetail },
    handler: ({ principal, params, body }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        const actor = actorOf(principal);
        const order = await orderById(tx, params.id);
        if (!order) throw new DomainError('not_found');
        await (body.what === 'codes'
          ? withdrawCodes(deps, tx, { pupilId: order.pupilId, actor })
          : withdrawOrder(deps, tx, { orderId: order.id, actor }));
        return readOrder(deps, tx, params.id);
      }),
  });
}
