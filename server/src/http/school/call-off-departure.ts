import type { AppDeps } from '../../app-deps.ts';
import { callOffDeparture } from '../../service/panel/pupils.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function callOffDepartureRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'DELETE',
    url: '/api/pupils/:id/departure',
    policy: deciders,
    summary: 'The announced departure is called off: the pupil stays',
    schema: { params: idParams },
    handler: ({ principal, params }) =>
      callOffDeparture(deps, { ...actingOf(principal), pupilId: params.id }),
  });
}
