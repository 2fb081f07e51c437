import { guardiansForm, pupilDetail } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { readPupil } from '../../service/school/read-pupils.ts';
import { changePupil } from '../../service/school/register-pupil.ts';
import { refuseStaleGuardians } from '../../service/school/save-guardians.ts';
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
    schema: { params: idParams, body: guardiansForm, response: pupilDetail },
    handler: ({ principal, params, body }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        const { guardians, seen } = body;
        if (seen !== undefined) await refuseStaleGuardians(tx, params.id, seen);
        await changePupil(deps, tx, { pupilId: params.id, input: { guardians }, actor: actorOf(principal) });
        return readPupil(deps, tx, params.id);
      }),
  });
}
