import { mobileIdList, suspensionRequest } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { answerOnce } from '../../service/integration/answer-once.ts';
import { pupilOf } from '../../service/integration/pupils.ts';
import { suspendMobileIds } from '../../service/school/change-mobile-ids.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { callOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function suspendRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/v1/pupils/:externalId/suspensions',
    policy: program,
    summary: 'Suspends one or all mobile IDs of a pupil',
    bodyOptional: true,
    schema: { params: pupilParams, body: suspensionRequest, response: mobileIdList },
    handler: ({ principal, params, body, request }) => {
      const call = callOf(principal, request);
      return answerOnce(deps, call, async (tx) => {
        const { id: pupilId } = await pupilOf(tx, params.externalId);
        const { mobileId } = body;
        return suspendMobileIds(deps, tx, { pupilId, mobileId, by: 'school', actor: call.actor });
      });
    },
  });
}
