import { staffList } from '@mleg/contract/staff';
import type { AppDeps } from '../../app-deps.ts';
import { disableAccount } from '../../service/panel/accounts.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { accountKeepers, actingOf } from './roles.ts';

export function disableAccountRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/staff/:id/disable',
    policy: accountKeepers,
    summary: 'Takes all roles of a person in this school and ends their sessions',
    schema: { params: idParams, response: staffList },
    handler: ({ principal, params }) =>
      disableAccount(deps, { ...actingOf(principal), accountId: params.id }),
  });
}
