import type { AppDeps } from '../../app-deps.ts';
import { withdrawCodes } from '../../service/integration/cases.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actingOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function deleteOffersRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'DELETE',
    url: '/api/v1/pupils/:externalId/offers',
    policy: program,
    summary: 'Withdraws every code that no phone has taken; the right stands',
    schema: { params: pupilParams },
    handler: ({ principal, params }) => withdrawCodes(deps, { ...actingOf(principal), ...params }),
  });
}
