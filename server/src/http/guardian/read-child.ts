import { child } from '@mleg/contract/guardian';
import type { AppDeps } from '../../app-deps.ts';
import { readChild } from '../../service/guardian/children.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { childParams } from './params.ts';

export function readChildRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/portal/api/children/:pupilId',
    policy: { kind: 'guardian' },
    summary: 'One child of mine',
    schema: { params: childParams, response: child },
    handler: ({ principal, params }) => readChild(deps, principal.accountId, params.pupilId),
  });
}
