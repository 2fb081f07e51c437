import { departureRequest, mobileIdList } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { listOf } from '../../service/school/change-mobile-ids.ts';
import { recordDeparture } from '../../service/school/leave.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actorOf, deciders } from './roles.ts';

export function departRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/pupils/:id/departure',
    policy: deciders,
    summary: 'The pupil leaves the school today or on a later day: then every mobile ID is revoked',
    bodyOptional: true,
    schema: { params: idParams, body: departureRequest, response: mobileIdList },
    handler: ({ principal, params, body }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        const { on, reason } = body;
        await recordDeparture(deps, tx, { pupilId: params.id, on, reason, actor: actorOf(principal) });
        return listOf(deps, tx, params.id);
      }),
  });
}
