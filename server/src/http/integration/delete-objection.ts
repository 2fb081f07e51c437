import type { AppDeps } from '../../app-deps.ts';
import { withdrawObjection } from '../../service/integration/cases.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actingOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function deleteObjectionRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'DELETE',
    url: '/api/v1/pupils/:externalId/objection',
    policy: program,
    summary: 'The objection is withdrawn: an order may be placed again',
    schema: { params: pupilParams },
    handler: ({ principal, params }) => withdrawObjection(deps, { ...actingOf(principal), ...params }),
  });
}
