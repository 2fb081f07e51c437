import { paperId } from '@mleg/contract/common';
import { pupilDetail } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { savePaperId } from '../../service/panel/pupils.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function putPaperIdRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/api/pupils/:id/paper-id',
    policy: deciders,
    summary: 'Records, corrects or prolongs the traditional ID',
    schema: { params: idParams, body: paperId, response: pupilDetail },
    handler: ({ principal, params, body }) =>
      savePaperId(deps, { ...actingOf(principal), pupilId: params.id, paperId: body }),
  });
}
