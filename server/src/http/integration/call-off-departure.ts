import type { AppDeps } from '../../app-deps.ts';
import { pupilOf } from '../../service/integration/pupils.ts';
import { callOffDeparture } from '../../service/school/leave.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function callOffDepartureRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'DELETE',
    url: '/api/v1/pupils/:externalId/departure',
    policy: program,
    summary: 'The announced departure is called off: the pupil stays',
    schema: { params: pupilParams },
    handler: ({ principal, params }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        const { id } = await pupilOf(tx, params.externalId);
        await callOffDeparture(deps, tx, { pupilId: id, actor: actorOf(principal) });
      }),
  });
}
