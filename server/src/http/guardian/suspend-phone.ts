import { child } from '@mleg/contract/guardian';
import type { AppDeps } from '../../app-deps.ts';
import { suspendPhone } from '../../service/guardian/actions.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, mobileIdParams } from './params.ts';

export function suspendPhoneRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/portal/api/children/:pupilId/mobile-ids/:mobileId/suspension',
    policy: { kind: 'guardian' },
    summary: 'Suspends the ID on a phone that is lost, at once',
    schema: { params: mobileIdParams, response: child },
    handler: ({ principal, params }) => suspendPhone(deps, { actor: actorOf(principal), ...params }),
  });
}
