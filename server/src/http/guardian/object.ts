import { child } from '@mleg/contract/guardian';
import type { AppDeps } from '../../app-deps.ts';
import { object } from '../../service/guardian/actions.ts';
import { readChild } from '../../service/guardian/children.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, childParams } from './params.ts';

export function objectRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/portal/api/children/:pupilId/objection',
    policy: { kind: 'guardian' },
    summary: 'I do not want the mobile ID for my child: effective at once',
    schema: { params: childParams, response: child },
    handler: async ({ principal, params }) => {
      await object(deps, { actor: actorOf(principal), pupilId: params.pupilId });
      return readChild(deps, principal.accountId, params.pupilId);
    },
  });
}
