import { offerRequest, offerResult } from '@mleg/contract/integration';
import type { AppDeps } from '../../app-deps.ts';
import { createOffer } from '../../service/integration/cases.ts';
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
    handler: ({ principal, params, body, request }) =>
      createOffer(deps, callOf(principal, request), { ...params, ...body }),
  });
}
