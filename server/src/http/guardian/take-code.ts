import { offer } from '@mleg/contract/common';
import type { AppDeps } from '../../app-deps.ts';
import { takeCode } from '../../service/guardian/actions.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, childParams } from './params.ts';

export function takeCodeRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/portal/api/children/:pupilId/offers',
    policy: { kind: 'guardian' },
    summary: 'QR and activation code, made now, good for ten minutes',
    status: 201,
    rateLimit: { max: 120, windowSeconds: 3600, per: 'caller' },
    schema: { params: childParams, response: offer },
    handler: ({ principal, params }) =>
      takeCode(deps, { actor: actorOf(principal), pupilId: params.pupilId }),
  });
}
