import { loggedOut } from '@mleg/contract/staff';
import type { AppDeps } from '../../app-deps.ts';
import { logOutGuardian } from '../../service/school/staff-accounts.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { guardianParams } from './params.ts';
import { actorOf, deciders } from './roles.ts';

export function logOutGuardianRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/pupils/:id/guardians/:guardianId/log-out',
    policy: deciders,
    summary: 'Ends all sessions of a guardian in the portal; the rights stand',
    schema: { params: guardianParams, response: loggedOut },
    handler: ({ principal, params }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        const { id: pupilId, guardianId } = params;
        return {
          sessions: await logOutGuardian(deps, tx, { pupilId, guardianId, actor: actorOf(principal) }),
        };
      }),
  });
}
