import type { AppDeps } from '../../app-deps.ts';
import { callOffDeparture } from '../../service/school/leave.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actorOf, deciders } from './roles.ts';

export function callOffDepartureRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'DELETE',
    url: '/api/pupils/:id/departure',
    policy: deciders,
    summary: 'The announced departure is called off: the pupil stays',
    schema: { params: idParams },
    handler: ({ principal, params }) =>
      inSchool(deps.store, principal.school, (tx) =>
        callOffDeparture(deps, tx, { pupilId: params.id, actor: actorOf(principal) }),
      ),
  });
}
