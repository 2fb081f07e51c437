import { pupilList, pupilWanted } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { listPupils } from '../../service/panel/pupils.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actingOf, readers } from './roles.ts';

export function searchPupilsRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/pupils/search',
    policy: readers,
    summary:
      'Pupils by name, ID number or PESEL; in a body, because no person stands in an address. A PESEL is written down, at most 200 a day and person',
    schema: { body: pupilWanted, response: pupilList },
    handler: ({ principal, body }) =>
      listPupils(deps, { ...actingOf(principal), ...body, within: principal.classGroups }),
  });
}
