import type { AppDeps } from '../../app-deps.ts';
import { recordObjection } from '../../service/school/objection.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actorOf, deciders } from './roles.ts';

export function recordObjectionRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/api/pupils/:id/objection',
    policy: deciders,
    summary: 'A guardian objects to the mobile ID',
    schema: { params: idParams },
    handler: ({ principal, params }) =>
      inSchool(deps.store, principal.school, (tx) =>
        recordObjection(deps, tx, { pupilId: params.id, actor: actorOf(principal) }),
      ),
  });
}
