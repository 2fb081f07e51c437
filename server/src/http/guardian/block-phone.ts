import { child } from '@mleg/contract/guardian';
import type { AppDeps } from '../../app-deps.ts';
import { blockPhone } from '../../service/guardian/actions.ts';
import { readChild } from '../../service/guardian/children.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, mobileIdParams } from './params.ts';

export function blockPhoneRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/portal/api/children/:pupilId/mobile-ids/:mobileId/suspension',
    policy: { kind: 'guardian' },
    summary: 'Suspends the ID on a phone that is lost, at once',
    schema: { params: mobileIdParams, response: child },
    handler: async ({ principal, params }) => {
      await blockPhone(deps, { actor: actorOf(principal), ...params });
      return readChild(deps, principal.accountId, params.pupilId);
    },
  });
}
