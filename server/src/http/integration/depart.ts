import { departureRequest, mobileIdList } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { recordDeparture } from '../../service/integration/cases.ts';
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
    handler: ({ principal, params, body: { on, reason }, request }) =>
      recordDeparture(deps, callOf(principal, request), { ...params, on, reason }),
  });
}
