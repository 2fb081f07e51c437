import { mobileIdList, suspensionRequest } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { suspend } from '../../service/integration/cases.ts';
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
    handler: ({ principal, params, body: { mobileId }, request }) =>
      suspend(deps, callOf(principal, request), { ...params, mobileId }),
  });
}
