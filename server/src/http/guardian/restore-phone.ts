import { child } from '@mleg/contract/guardian';
import type { AppDeps } from '../../app-deps.ts';
import { restorePhone } from '../../service/guardian/actions.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, mobileIdParams } from './params.ts';

export function restorePhoneRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'DELETE',
    url: '/portal/api/children/:pupilId/mobile-ids/:mobileId/suspension',
    policy: { kind: 'guardian' },
    summary: 'Lifts a suspension that I made',
    schema: { params: mobileIdParams, response: child },
    handler: ({ principal, params }) => restorePhone(deps, { actor: actorOf(principal), ...params }),
  });
}
