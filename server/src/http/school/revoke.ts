import { mobileIdList, revocationRequest } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { revoke } from '../../service/panel/mobile-ids.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function revokeRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/pupils/:id/revocations',
    policy: deciders,
    summary:
      'Revokes one or all mobile IDs of a pupil, for good; a reason that is a fact (left, objection, paper ID) records it',
    schema: { params: idParams, body: revocationRequest, response: mobileIdList },
    handler: ({ principal, params, body: { mobileId, reason } }) =>
      revoke(deps, { ...actingOf(principal), pupilId: params.id, mobileId, reason }),
  });
}
