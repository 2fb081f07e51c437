import { departureRequest, mobileIdList } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { recordDeparture } from '../../service/panel/pupils.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function departRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/pupils/:id/departure',
    policy: deciders,
    summary: 'The pupil leaves the school today or on a later day: then every mobile ID is revoked',
    bodyOptional: true,
    schema: { params: idParams, body: departureRequest, response: mobileIdList },
    handler: ({ principal, params, body: { on, reason } }) =>
      recordDeparture(deps, { ...actingOf(principal), pupilId: params.id, on, reason }),
  });
}
