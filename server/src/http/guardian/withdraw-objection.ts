import { child } from '@mleg/contract/guardian';
import type { AppDeps } from '../../app-deps.ts';
import { withdrawOwnObjection } from '../../service/guardian/actions.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, childParams } from './params.ts';

export function withdrawOwnObjectionRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'DELETE',
    url: '/portal/api/children/:pupilId/objection',
    policy: { kind: 'guardian' },
    summary: 'I have changed my mind',
    schema: { params: childParams, response: child },
    handler: ({ principal, params }) =>
      withdrawOwnObjection(deps, { actor: actorOf(principal), pupilId: params.pupilId }),
  });
}
