import type { AppDeps } from '../../app-deps.ts';
import { pupilOf } from '../../service/integration/pupils.ts';
import { recordObjection } from '../../service/school/objection.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function putObjectionRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/api/v1/pupils/:externalId/objection',
    policy: program,
    summary: 'A guardian objects to the mobile ID: nothing is issued, what there is is revoked',
    schema: { params: pupilParams },
    handler: ({ principal, params }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        const { id } = await pupilOf(tx, params.externalId);
        await recordObjection(deps, tx, { pupilId: id, actor: actorOf(principal) });
      }),
  });
}
