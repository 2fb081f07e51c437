import { pupilDetail, pupilPatch } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { changePupil } from '../../service/panel/pupils.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function changePupilRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PATCH',
    url: '/api/pupils/:id',
    policy: deciders,
    summary: 'Replaces the named parts of a pupil',
    schema: { params: idParams, body: pupilPatch, response: pupilDetail },
    handler: ({ principal, params, body: { reason: renameReason, ...input } }) =>
      changePupil(deps, { ...actingOf(principal), pupilId: params.id, input, renameReason }),
  });
}
