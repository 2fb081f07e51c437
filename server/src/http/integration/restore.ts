import { mobileIdList, suspensionRequest } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { pupilOf } from '../../service/integration/pupils.ts';
import { restoreMobileIds } from '../../service/school/change-mobile-ids.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function restoreRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'DELETE',
    url: '/api/v1/pupils/:externalId/suspensions',
    policy: program,
    summary: 'Lifts a suspension',
    bodyOptional: true,
    schema: { params: pupilParams, body: suspensionRequest, response: mobileIdList },
    handler: ({ principal, params, body }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        const { id: pupilId } = await pupilOf(tx, params.externalId);
        const { mobileId } = body;
        return restoreMobileIds(deps, tx, { pupilId, mobileId, by: 'school', actor: actorOf(principal) });
      }),
  });
}
