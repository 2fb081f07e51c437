import { pupilRead } from '@mleg/contract/integration';
import type { AppDeps } from '../../app-deps.ts';
import { readPupil } from '../../service/integration/pupils.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { program } from './call.ts';
import { pupilParams } from './params.ts';

export function readPupilRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/v1/pupils/:externalId',
    policy: program,
    summary: 'One pupil with the state of the case; no personal number, no address',
    schema: { params: pupilParams, response: pupilRead },
    handler: ({ principal, params }) => readPupil(deps, { school: principal.school, ...params }),
  });
}
