import { pupilSearch, pupilSearchResult } from '@mleg/contract/integration';
import type { AppDeps } from '../../app-deps.ts';
import { searchPupils } from '../../service/integration/pupils.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { program } from './call.ts';

export function searchPupilsRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/v1/pupils',
    policy: program,
    summary:
      'Pupils by the number of the traditional ID, or by words of the name, 500 at once; `next` says where to go on',
    schema: { query: pupilSearch, response: pupilSearchResult },
    handler: ({ principal, query }) => searchPupils(deps, principal.school, query),
  });
}
