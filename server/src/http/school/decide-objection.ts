import { objectionDecision, pupilDetail } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { decideObjection } from '../../service/panel/pupils.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, headTeacher } from './roles.ts';

export function decideObjectionRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/pupils/:id/objection-decision',
    policy: headTeacher,
    summary: 'The head teacher decides on an objection against another guardian’s order',
    schema: { params: idParams, body: objectionDecision, response: pupilDetail },
    handler: ({ principal, params, body: { decision } }) =>
      decideObjection(deps, { ...actingOf(principal), pupilId: params.id, decision }),
  });
}
