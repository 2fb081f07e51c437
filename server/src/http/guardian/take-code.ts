import { offer } from '@mleg/contract/common';
import { codeRequest } from '@mleg/contract/guardian';
import type { AppDeps } from '../../app-deps.ts';
import { takeCode } from '../../service/guardian/actions.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, childParams } from './params.ts';

export function takeCodeRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/portal/api/children/:pupilId/offers',
    policy: { kind: 'guardian' },
    summary: 'QR, code instead of it and activation code: the same ones for half an hour',
    status: 201,
    bodyOptional: true,
    rateLimit: { max: 120, windowSeconds: 3600, per: 'caller' },
    schema: { params: childParams, body: codeRequest, response: offer },
    handler: ({ principal, params, body }) =>
      takeCode(deps, { actor: actorOf(principal), pupilId: params.pupilId, ...body }),
  });
}
