import { child } from '@mleg/contract/guardian';
import type { AppDeps } from '../../app-deps.ts';
import { unblockPhone } from '../../service/guardian/actions.ts';
import { readChild } from '../../service/guardian/children.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, mobileIdParams } from './params.ts';

export function unblockPhoneRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'DELETE',
    url: '/portal/api/children/:pupilId/mobile-ids/:mobileId/suspension',
    policy: { kind: 'guardian' },
    summary: 'Lifts a suspension that I made',
    schema: { params: mobileIdParams, response: child },
    handler: async ({ principal, params }) => {
      await unblockPhone(deps, { actor: actorOf(principal), ...params });
      return readChild(deps, principal.accountId, params.pupilId);
    },
  });
}
