import { child, guardianRevocation } from '@mleg/contract/guardian';
import type { AppDeps } from '../../app-deps.ts';
import { revokePhone } from '../../service/guardian/actions.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, mobileIdParams } from './params.ts';

export function revokePhoneRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/portal/api/children/:pupilId/mobile-ids/:mobileId/revocation',
    policy: { kind: 'guardian' },
    summary: 'Revokes the ID on a phone, for good; a new code can be taken',
    schema: { params: mobileIdParams, body: guardianRevocation, response: child },
    handler: ({ principal, params, body }) =>
      revokePhone(deps, { actor: actorOf(principal), ...params, reason: body.reason }),
  });
}
