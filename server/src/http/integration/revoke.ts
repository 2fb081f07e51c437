import { mobileIdList, revocationRequest } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { answerOnce } from '../../service/integration/answer-once.ts';
import { pupilOf } from '../../service/integration/pupils.ts';
import { revokeForReason } from '../../service/school/revoke-for-reason.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { callOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function revokeRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/v1/pupils/:externalId/revocations',
    policy: program,
    summary:
      'Revokes one or all mobile IDs of a pupil, for good; a reason that is a fact (left, objection, paper ID) records it',
    schema: { params: pupilParams, body: revocationRequest, response: mobileIdList },
    handler: ({ principal, params, body, request }) => {
      const call = callOf(principal, request);
      return answerOnce(deps, call, async (tx) => {
        const { id: pupilId } = await pupilOf(tx, params.externalId);
        const { reason, mobileId } = body;
        return revokeForReason(deps, tx, { pupilId, mobileId, reason, actor: call.actor });
      });
    },
  });
}
