import { pupilDetail, pupilPatch } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { readPupil } from '../../service/school/read-pupils.ts';
import { changePupil } from '../../service/school/register-pupil.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actorOf, deciders } from './roles.ts';

export function changePupilRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PATCH',
    url: '/api/pupils/:id',
    policy: deciders,
    summary: 'Replaces the named parts of a pupil',
    schema: { params: idParams, body: pupilPatch, response: pupilDetail },
    handler: ({ principal, params, body }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        const { reason: renameReason, ...input } = body;
        const actor = actorOf(principal);
        await changePupil(deps, tx, { pupilId: params.id, input, actor, renameReason });
        return readPupil(deps, tx, params.id);
      }),
  });
}
