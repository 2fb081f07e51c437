import { revealed, revealRequest } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { revealField } from '../../service/school/read-pupils.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actorOf, deciders } from './roles.ts';

export function revealRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/pupils/:id/reveal',
    policy: deciders,
    summary: 'Shows one hidden field of one pupil; written down, at most 200 a day and person',
    schema: { params: idParams, body: revealRequest, response: revealed },
    handler: ({ principal, params, body }) =>
      inSchool(deps.store, principal.school, async (tx) => {
        const request = { pupilId: params.id, field: body.field, actor: actorOf(principal) };
        return { value: await revealField(deps, tx, request) };
      }),
  });
}
