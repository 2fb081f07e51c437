import { pupilList, pupilQuery } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { listPupils } from '../../service/panel/pupils.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actingOf, readers } from './roles.ts';

export function listPupilsRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/pupils',
    policy: readers,
    summary: 'Pupils by class and state, 500 at once; `total` counts all, `from` asks for further ones',
    schema: { query: pupilQuery, response: pupilList },
    handler: ({ principal, query }) =>
      listPupils(deps, { ...actingOf(principal), ...query, within: principal.classGroups }),
  });
}
