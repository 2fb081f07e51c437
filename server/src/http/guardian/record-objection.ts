import { child } from '@mleg/contract/guardian';
import type { AppDeps } from '../../app-deps.ts';
import { recordOwnObjection } from '../../service/guardian/actions.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, childParams } from './params.ts';

export function recordOwnObjectionRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/portal/api/children/:pupilId/objection',
    policy: { kind: 'guardian' },
    summary: 'I do not want the mobile ID for my child: effective at once',
    schema: { params: childParams, response: child },
    handler: ({ principal, params }) =>
      recordOwnObjection(deps, { actor: actorOf(principal), pupilId: params.pupilId }),
  });
}
