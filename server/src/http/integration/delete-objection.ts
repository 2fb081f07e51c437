import type { AppDeps } from '../../app-deps.ts';
import { pupilOf } from '../../service/integration/pupils.ts';
import { withdrawObjection } from '../../service/school/objection.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function deleteObjectionRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'DELETE',
    url: '/api/v1/pupils/:externalId/objection',
    policy: program,
    summary: 'The objection is withdrawn: an order may be placed again',
    schema: { params: pupilParams },
    handler: ({ principal, params }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        const { id } = await pupilOf(tx, params.externalId);
        await withdrawObjection(deps, tx, { pupilId: id, actor: actorOf(principal) });
      }),
  });
}
