import { pupilList, pupilQuery } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { readPupils } from '../../service/school/read-pupils.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, readers } from './roles.ts';

export function listPupilsRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/pupils',
    policy: readers,
    summary: 'Pupils by class and state, 500 at once; `total` counts all, `from` asks for further ones',
    schema: { query: pupilQuery, response: pupilList },
    handler: ({ principal, query }) =>
      inSchool(deps.store, principal.school, (tx) =>
        readPupils(deps, tx, { ...query, within: principal.classGroups, actor: actorOf(principal) }),
      ),
  });
}
