import { mobileIdList, revocationRequest } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { revoke } from '../../service/integration/cases.ts';
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
    handler: ({ principal, params, body: { mobileId, reason }, request }) =>
      revoke(deps, callOf(principal, request), { ...params, mobileId, reason }),
  });
}
