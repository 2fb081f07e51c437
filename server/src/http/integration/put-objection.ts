import type { AppDeps } from '../../app-deps.ts';
import { recordObjection } from '../../service/integration/cases.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actingOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function putObjectionRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/api/v1/pupils/:externalId/objection',
    policy: program,
    summary: 'A guardian objects to the mobile ID: nothing is issued, what there is is revoked',
    schema: { params: pupilParams },
    handler: ({ principal, params }) => recordObjection(deps, { ...actingOf(principal), ...params }),
  });
}
