import { staffList } from '@mleg/contract/staff';
import type { AppDeps } from '../../app-deps.ts';
import { disableAccount, readStaff } from '../../service/school/staff-accounts.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { accountKeepers, actorOf } from './roles.ts';

export function disableAccountRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/staff/:id/disable',
    policy: accountKeepers,
    summary: 'Takes all roles of a person in this school and ends their sessions',
    schema: { params: idParams, response: staffList },
    handler: ({ principal, params }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        await disableAccount(deps, tx, { accountId: params.id, actor: actorOf(principal) });
        return readStaff(deps, tx);
      }),
  });
}
