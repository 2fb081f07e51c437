import { offerRequest, offerResult } from '@mleg/contract/integration';
import type { AppDeps } from '../../app-deps.ts';
import { answerOnce } from '../../service/integration/answer-once.ts';
import { pupilOf } from '../../service/integration/pupils.ts';
import { handOutIn } from '../../service/school/hand-out.ts';
import { toIsoTime } from '../../service/school/time.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { callOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function createOfferRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/v1/pupils/:externalId/offers',
    policy: program,
    summary: 'QR and activation code under the pupil’s right; by e-mail the two must travel apart',
    status: 201,
    bodyOptional: true,
    schema: { params: pupilParams, body: offerRequest, response: offerResult },
    handler: ({ principal, params, body, request }) => {
      const call = callOf(principal, request);
      return answerOnce(deps, call, async (tx) => {
        const { id: pupilId } = await pupilOf(tx, params.externalId);
        const delivery = body.delivery ?? 'journal';
        const {
          id: _,
          expiresAt,
          ...offer
        } = await handOutIn(deps, tx, { pupilId, delivery, actor: call.actor });
        return { ...offer, expiresAt: toIsoTime(expiresAt) };
      });
    },
  });
}
