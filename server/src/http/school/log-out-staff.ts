import { loggedOut } from '@mleg/contract/staff';
import type { AppDeps } from '../../app-deps.ts';
import { logOutStaff } from '../../service/panel/accounts.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { accountKeepers, actingOf } from './roles.ts';

export function logOutStaffRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/staff/:id/log-out',
    policy: accountKeepers,
    summary: 'Ends all sessions of a person who works here',
    schema: { params: idParams, response: loggedOut },
    handler: async ({ principal, params }) => ({
      sessions: await logOutStaff(deps, { ...actingOf(principal), accountId: params.id }),
    }),
  });
}
