import { mobileIdList } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { listMobileIds } from '../../service/integration/cases.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actingOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function listMobileIdsRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/v1/pupils/:externalId/mobile-ids',
    policy: program,
    summary: 'All mobile IDs of a pupil with their states',
    schema: { params: pupilParams, response: mobileIdList },
    handler: ({ principal, params }) => listMobileIds(deps, { ...actingOf(principal), ...params }),
  });
}
