import { loggedOut } from '@mleg/contract/staff';
import type { AppDeps } from '../../app-deps.ts';
import { logOutStaff } from '../../service/school/staff-accounts.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { accountKeepers, actorOf } from './roles.ts';

export function logOutStaffRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/staff/:id/log-out',
    policy: accountKeepers,
    summary: 'Ends all sessions of a person who works here',
    schema: { params: idParams, response: loggedOut },
    handler: ({ principal, params }) =>
      inSchool(deps.store, principal.school, async (tx) => ({
        sessions: await logOutStaff(deps, tx, { accountId: params.id, actor: actorOf(principal) }),
      })),
  });
}
