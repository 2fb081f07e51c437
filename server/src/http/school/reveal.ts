import { revealed, revealRequest } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { revealField } from '../../service/panel/pupils.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function revealRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/pupils/:id/reveal',
    policy: deciders,
    summary: 'Shows one hidden field of one pupil; written down, at most 200 a day and person',
    schema: { params: idParams, body: revealRequest, response: revealed },
    handler: async ({ principal, params, body: { field } }) => ({
      value: await revealField(deps, { ...actingOf(principal), pupilId: params.id, field }),
    }),
  });
}
