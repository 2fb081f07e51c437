import { issueWithdrawal, orderDetail } from '@mleg/contract/order';
import type { AppDeps } from '../../app-deps.ts';
import { withdrawIssue } from '../../service/panel/orders.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function withdrawIssueRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/orders/:id/withdrawal',
    policy: deciders,
    summary: 'Withdraws codes that no phone has taken, or the approval with them',
    schema: { params: idParams, body: issueWithdrawal, response: orderDetail },
    handler: ({ principal, params, body: { what } }) =>
      withdrawIssue(deps, { ...actingOf(principal), orderId: params.id, what }),
  });
}
