import { pupilDetail } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { readPupil } from '../../service/panel/pupils.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { deciders } from './roles.ts';

export function readPupilRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/pupils/:id',
    policy: deciders,
    summary: 'One pupil; personal number and address stay hidden',
    schema: { params: idParams, response: pupilDetail },
    handler: ({ principal, params }) => readPupil(deps, { school: principal.school, pupilId: params.id }),
  });
}
