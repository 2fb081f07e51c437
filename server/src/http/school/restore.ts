import { mobileIdList, suspensionRequest } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { restore } from '../../service/panel/mobile-ids.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function restoreRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'DELETE',
    url: '/api/pupils/:id/suspensions',
    policy: deciders,
    summary: 'Lifts a suspension',
    bodyOptional: true,
    schema: { params: idParams, body: suspensionRequest, response: mobileIdList },
    handler: ({ principal, params, body: { mobileId } }) =>
      restore(deps, { ...actingOf(principal), pupilId: params.id, mobileId }),
  });
}
