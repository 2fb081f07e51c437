import { mobileIdList, suspensionRequest } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { restore } from '../../service/integration/cases.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actingOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function restoreRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'DELETE',
    url: '/api/v1/pupils/:externalId/suspensions',
    policy: program,
    summary: 'Lifts a suspension',
    bodyOptional: true,
    schema: { params: pupilParams, body: suspensionRequest, response: mobileIdList },
    handler: ({ principal, params, body: { mobileId } }) =>
      restore(deps, { ...actingOf(principal), ...params, mobileId }),
  });
}
