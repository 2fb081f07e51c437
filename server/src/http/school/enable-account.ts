import { staffList } from '@mleg/contract/staff';
import type { AppDeps } from '../../app-deps.ts';
import { enableAccount } from '../../service/panel/accounts.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { accountKeepers, actingOf } from './roles.ts';

export function enableAccountRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/staff/:id/enable',
    policy: accountKeepers,
    summary: 'Gives back the roles that were taken',
    schema: { params: idParams, response: staffList },
    handler: ({ principal, params }) => enableAccount(deps, { ...actingOf(principal), accountId: params.id }),
  });
}
