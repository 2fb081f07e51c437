import { mobileIdList, suspensionRequest } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { suspend } from '../../service/panel/mobile-ids.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function suspendRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/pupils/:id/suspensions',
    policy: deciders,
    summary: 'Suspends one or all mobile IDs of a pupil',
    bodyOptional: true,
    schema: { params: idParams, body: suspensionRequest, response: mobileIdList },
    handler: ({ principal, params, body: { mobileId } }) =>
      suspend(deps, { ...actingOf(principal), pupilId: params.id, mobileId }),
  });
}
