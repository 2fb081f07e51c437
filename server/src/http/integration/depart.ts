import { departureRequest, mobileIdList } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { answerOnce } from '../../service/integration/answer-once.ts';
import { pupilOf } from '../../service/integration/pupils.ts';
import { listOf } from '../../service/school/change-mobile-ids.ts';
import { recordDeparture } from '../../service/school/leave.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { callOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function departRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/v1/pupils/:externalId/departure',
    policy: program,
    summary: 'The pupil leaves the school today or on a later day: then every mobile ID is revoked',
    bodyOptional: true,
    schema: { params: pupilParams, body: departureRequest, response: mobileIdList },
    handler: ({ principal, params, body, request }) => {
      const call = callOf(principal, request);
      return answerOnce(deps, call, async (tx) => {
        const { id } = await pupilOf(tx, params.externalId);
        const { on, reason } = body;
        await recordDeparture(deps, tx, { pupilId: id, on, reason, actor: call.actor });
        return listOf(deps, tx, id);
      });
    },
  });
}
