import { guardiansPut } from '@mleg/contract/integration';
import type { AppDeps } from '../../app-deps.ts';
import { pupilOf } from '../../service/integration/pupils.ts';
import { saveGuardians } from '../../service/school/save-guardians.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function putGuardiansRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/api/v1/pupils/:externalId/guardians',
    policy: program,
    summary: 'The whole list of guardians with their rights; who is not named is taken off',
    schema: { params: pupilParams, body: guardiansPut },
    handler: ({ principal, params, body }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        const { id } = await pupilOf(tx, params.externalId);
        const { guardians } = body;
        await saveGuardians(deps, tx, { pupilId: id, guardians, complete: true, actor: actorOf(principal) });
      }),
  });
}
