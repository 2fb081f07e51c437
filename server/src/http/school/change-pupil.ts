import { pupilDetail, pupilPatch } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { changeWithPersonalId } from '../../service/school/personal-id-looks.ts';
import { readPupil } from '../../service/school/read-pupils.ts';
import { changePupil } from '../../service/school/register-pupil.ts';
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
    handler: ({ principal, params, body }) => {
      const actor = actorOf(principal);
      const { reason: renameReason, ...input } = body;
      const names = input.personalId !== undefined;
      return changeWithPersonalId(deps, { school: principal.school, actor, names }, async (tx) => {
        await changePupil(deps, tx, { pupilId: params.id, input, actor, renameReason });
        return readPupil(deps, tx, params.id);
      });
    },
  });
}
