import { paperId } from '@mleg/contract/common';
import { pupilDetail } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { readPupil } from '../../service/school/read-pupils.ts';
import { changePupil } from '../../service/school/register-pupil.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actorOf, deciders } from './roles.ts';

export function putPaperIdRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/api/pupils/:id/paper-id',
    policy: deciders,
    summary: 'Records, corrects or prolongs the traditional ID',
    schema: { params: idParams, body: paperId, response: pupilDetail },
    handler: ({ principal, params, body }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        await changePupil(deps, tx, {
          pupilId: params.id,
          input: { paperId: body },
          actor: actorOf(principal),
        });
        return readPupil(deps, tx, params.id);
      }),
  });
}
