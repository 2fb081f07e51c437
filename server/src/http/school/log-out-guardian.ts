import { loggedOut } from '@mleg/contract/staff';
import type { AppDeps } from '../../app-deps.ts';
import { logOutGuardian } from '../../service/panel/accounts.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { guardianParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function logOutGuardianRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/pupils/:id/guardians/:guardianId/log-out',
    policy: deciders,
    summary: 'Ends all sessions of a guardian in the portal; the rights stand',
    schema: { params: guardianParams, response: loggedOut },
    handler: async ({ principal, params: { id: pupilId, guardianId } }) => ({
      sessions: await logOutGuardian(deps, { ...actingOf(principal), pupilId, guardianId }),
    }),
  });
}
