import { pupilList, pupilQuery } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { readPupils } from '../../service/school/read-pupils.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { readers } from './roles.ts';

export function listPupilsRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/pupils',
    policy: readers,
    summary: 'Pupils by class and state',
    schema: { query: pupilQuery, response: pupilList },
    handler: ({ principal, query }) =>
      inSchool(deps.store, principal.school, (tx) =>
        readPupils(deps, tx, { ...query, within: principal.classGroups }),
      ),
  });
}
