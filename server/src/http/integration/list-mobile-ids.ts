import { mobileIdList } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { pupilOf } from '../../service/integration/pupils.ts';
import { listOf } from '../../service/school/change-mobile-ids.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { program } from './call.ts';
import { pupilParams } from './params.ts';

export function listMobileIdsRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/v1/pupils/:externalId/mobile-ids',
    policy: program,
    summary: 'All mobile IDs of a pupil with their states',
    schema: { params: pupilParams, response: mobileIdList },
    handler: ({ principal, params }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        const { id } = await pupilOf(tx, params.externalId);
        return listOf(deps, tx, id);
      }),
  });
}
