import type { AppDeps } from '../../app-deps.ts';
import { withdrawObjection } from '../../service/school/objection.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actorOf, deciders } from './roles.ts';

export function withdrawObjectionRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'DELETE',
    url: '/api/pupils/:id/objection',
    policy: deciders,
    summary: 'The objection is withdrawn',
    schema: { params: idParams },
    handler: ({ principal, params }) =>
      inSchool(deps.store, principal.school, (tx) =>
        withdrawObjection(deps, tx, { pupilId: params.id, actor: actorOf(principal) }),
      ),
  });
}
