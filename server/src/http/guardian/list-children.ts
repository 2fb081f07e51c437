import { childList } from '@mleg/contract/guardian';
import type { AppDeps } from '../../app-deps.ts';
import { readChildren } from '../../service/guardian/children.ts';
import { defineRoute, type Route } from '../kit/route.ts';

export function listChildrenRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/portal/api/children',
    policy: { kind: 'guardian' },
    summary: 'My children, in all schools of this server',
    schema: { response: childList },
    handler: async ({ principal }) => ({ children: await readChildren(deps, principal.accountId) }),
  });
}
