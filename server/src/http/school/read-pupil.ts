import { pupilDetail } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { readPupil } from '../../service/school/read-pupils.ts';
import { inSchool } from '../../store/tenant.ts';
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
    handler: ({ principal, params }) =>
      inSchool(deps.store, principal.school, (tx) => readPupil(deps, tx, params.id)),
  });
}
