import { pupilDetail } from '@mleg/contract/pupil';
import { z } from 'zod';
import type { AppDeps } from '../../app-deps.ts';
import { readPupil } from '../../service/school/read-pupils.ts';
import { endPaperIdOf } from '../../service/school/save-paper-id.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actorOf, deciders } from './roles.ts';

const body = z.strictObject({ state: z.enum(['lost', 'withdrawn']) });

export function endPaperIdRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/pupils/:id/paper-id/end',
    policy: deciders,
    summary: 'The traditional ID is lost or withdrawn: every mobile ID ends with it',
    schema: { params: idParams, body, response: pupilDetail },
    handler: ({ principal, params, body: { state } }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        await endPaperIdOf(deps, tx, { pupilId: params.id, state, actor: actorOf(principal) });
        return readPupil(deps, tx, params.id);
      }),
  });
}
