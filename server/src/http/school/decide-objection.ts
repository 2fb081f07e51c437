import { objectionDecision, pupilDetail } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { decideObjection } from '../../service/school/objection.ts';
import { readPupil } from '../../service/school/read-pupils.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actorOf, headTeacher } from './roles.ts';

export function decideObjectionRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/pupils/:id/objection-decision',
    policy: headTeacher,
    summary: 'The head teacher decides on an objection against another guardian’s order',
    schema: { params: idParams, body: objectionDecision, response: pupilDetail },
    handler: ({ principal, params, body }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        const { decision } = body;
        await decideObjection(deps, tx, { pupilId: params.id, decision, actor: actorOf(principal) });
        return readPupil(deps, tx, params.id);
      }),
  });
}
