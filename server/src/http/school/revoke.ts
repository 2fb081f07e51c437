import { mobileIdList, revocationRequest } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { revokeForReason } from '../../service/school/revoke-for-reason.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actorOf, deciders } from './roles.ts';

export function revokeRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/pupils/:id/revocations',
    policy: deciders,
    summary:
      'Revokes one or all mobile IDs of a pupil, for good; a reason that is a fact (left, objection, paper ID) records it',
    schema: { params: idParams, body: revocationRequest, response: mobileIdList },
    handler: ({ principal, params, body }) =>
      inSchool(deps.store, principal.school, (tx) =>
        revokeForReason(deps, tx, {
          pupilId: params.id,
          mobileId: body.mobileId,
          reason: body.reason,
          actor: actorOf(principal),
        }),
      ),
  });
}
