import { guardiansPut } from '@mleg/contract/integration';
import { pupilDetail } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { readPupil } from '../../service/school/read-pupils.ts';
import { changePupil } from '../../service/school/register-pupil.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actorOf, deciders } from './roles.ts';

export function putGuardiansRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/api/pupils/:id/guardians',
    policy: deciders,
    summary: 'The whole list of guardians with their rights',
    schema: { params: idParams, body: guardiansPut, response: pupilDetail },
    handler: ({ principal, params, body }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        await changePupil(deps, tx, { pupilId: params.id, input: body, actor: actorOf(principal) });
        return readPupil(deps, tx, params.id);
      }),
  });
}
