import { mobileIdList, suspensionRequest } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { suspendMobileIds } from '../../service/school/change-mobile-ids.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actorOf, deciders } from './roles.ts';

export function suspendRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/pupils/:id/suspensions',
    policy: deciders,
    summary: 'Suspends one or all mobile IDs of a pupil',
    bodyOptional: true,
    schema: { params: idParams, body: suspensionRequest, response: mobileIdList },
    handler: ({ principal, params, body }) =>
      inSchool(deps.store, principal.school, (tx) =>
        suspendMobileIds(deps, tx, {
          pupilId: params.id,
          mobileId: body.mobileId,
          by: 'school',
          actor: actorOf(principal),
        }),
      ),
  });
}
