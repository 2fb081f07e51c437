import { pupilPut, pupilPutResult } from '@mleg/contract/integration';
import type { AppDeps } from '../../app-deps.ts';
import { putPupil } from '../../service/integration/pupils.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actingOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function putPupilRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/api/v1/pupils/:externalId',
    policy: program,
    summary: 'Adds a pupil, or replaces the named parts of a known one; an id that is a PESEL is refused',
    schema: { params: pupilParams, body: pupilPut, response: pupilPutResult },
    handler: ({ principal, params, body }) =>
      putPupil(deps, { ...actingOf(principal), ...params, input: body }),
  });
}
