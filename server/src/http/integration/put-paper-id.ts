import { paperId } from '@mleg/contract/common';
import { pupilRead } from '@mleg/contract/integration';
import type { AppDeps } from '../../app-deps.ts';
import { pupilOf, readPupilForProgram } from '../../service/integration/pupils.ts';
import { savePaperId } from '../../service/school/save-paper-id.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function putPaperIdRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/api/v1/pupils/:externalId/paper-id',
    policy: program,
    summary: 'Records, corrects or prolongs the traditional ID; a new number takes the place of the old one',
    schema: { params: pupilParams, body: paperId, response: pupilRead },
    handler: ({ principal, params, body }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        const { id } = await pupilOf(tx, params.externalId);
        await savePaperId(deps, tx, { pupilId: id, paperId: body, actor: actorOf(principal) });
        return readPupilForProgram(deps, tx, params.externalId);
      }),
  });
}
