import type { AppDeps } from '../../app-deps.ts';
import { pupilOf } from '../../service/integration/pupils.ts';
import { withdrawCodes } from '../../service/school/withdraw-codes.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function deleteOffersRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'DELETE',
    url: '/api/v1/pupils/:externalId/offers',
    policy: program,
    summary: 'Withdraws every code that no phone has taken; the right stands',
    schema: { params: pupilParams },
    handler: ({ principal, params }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        const { id } = await pupilOf(tx, params.externalId);
        await withdrawCodes(deps, tx, { pupilId: id, actor: actorOf(principal) });
      }),
  });
}
