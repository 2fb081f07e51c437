import { paperId } from '@mleg/contract/common';
import { pupilRead } from '@mleg/contract/integration';
import type { AppDeps } from '../../app-deps.ts';
import { savePaperId } from '../../service/integration/cases.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actingOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function putPaperIdRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/api/v1/pupils/:externalId/paper-id',
    policy: program,
    summary: 'Records, corrects or prolongs the traditional ID; a new number takes the place of the old one',
    schema: { params: pupilParams, body: paperId, response: pupilRead },
    handler: ({ principal, params, body }) =>
      savePaperId(deps, { ...actingOf(principal), ...params, paperId: body }),
  });
}
