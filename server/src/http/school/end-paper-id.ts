import { pupilDetail } from '@mleg/contract/pupil';
import { z } from 'zod';
import type { AppDeps } from '../../app-deps.ts';
import { endPaperId } from '../../service/panel/pupils.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

const body = z.strictObject({ state: z.enum(['lost', 'withdrawn']) });

export function endPaperIdRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/pupils/:id/paper-id/end',
    policy: deciders,
    summary: 'The traditional ID is lost or withdrawn: every mobile ID ends with it',
    schema: { params: idParams, body, response: pupilDetail },
    handler: ({ principal, params, body: { state } }) =>
      endPaperId(deps, { ...actingOf(principal), pupilId: params.id, state }),
  });
}
