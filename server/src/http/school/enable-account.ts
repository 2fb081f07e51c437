import { staffList } from '@mleg/contract/staff';
import type { AppDeps } from '../../app-deps.ts';
import { enableAccount, readStaff } from '../../service/school/staff-accounts.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { accountKeepers, actorOf } from './roles.ts';

export function enableAccountRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/staff/:id/enable',
    policy: accountKeepers,
    summary: 'Gives back the roles that were taken',
    schema: { params: idParams, response: staffList },
    handler: ({ principal, params }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        await enableAccount(deps, tx, { accountId: params.id, actor: actorOf(principal) });
        return readStaff(deps, tx);
      }),
  });
}
