import { lockRequest, lockResult } from '@mleg/contract/guardian';
import type { AppDeps } from '../../app-deps.ts';
import { suspendByLockCode } from '../../service/school/change-mobile-ids.ts';
import { defineRoute, type Route } from '../kit/route.ts';

export function lockByCodeRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/portal/api/lock',
    policy: { kind: 'public' },
    summary: 'Suspends every ID behind a lock code, without logging in; it can only suspend',
    rateLimit: { max: 10, windowSeconds: 3600 },
    schema: { body: lockRequest, response: lockResult },
    handler: async ({ body }) => ({ suspended: await suspendByLockCode(deps, body.lockCode) }),
  });
}
