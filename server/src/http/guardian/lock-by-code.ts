import { lockRequest, lockResult } from '@mleg/contract/guardian';
import type { AppDeps } from '../../app-deps.ts';
import { suspendByLockCode } from '../../service/mobile-id/lock-code.ts';
import { defineRoute, type Route } from '../kit/route.ts';

export function lockByCodeRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/portal/api/lock',
    policy: { kind: 'public' },
    summary: 'Suspends every ID behind a lock code, without logging in; it can only suspend',
    // A code has 55 random bits; the one right try of a family must not wait for other people's wrong ones.
    rateLimit: { max: 10, windowSeconds: 3600, counts: 'wrong_but_right_passes' },
    schema: { body: lockRequest, response: lockResult },
    handler: async ({ body }) => ({ suspended: await suspendByLockCode(deps, body.lockCode) }),
  });
}
