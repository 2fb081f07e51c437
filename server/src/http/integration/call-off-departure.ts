import type { AppDeps } from '../../app-deps.ts';
import { callOffDeparture } from '../../service/integration/cases.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actingOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function callOffDepartureRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'DELETE',
    url: '/api/v1/pupils/:externalId/departure',
    policy: program,
    summary: 'The announced departure is called off: the pupil stays',
    schema: { params: pupilParams },
    handler: ({ principal, params }) => callOffDeparture(deps, { ...actingOf(principal), ...params }),
  });
}
