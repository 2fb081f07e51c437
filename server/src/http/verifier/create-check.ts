import { checkCreated, checkRequest } from '@mleg/contract/check';
import type { CheckDeps } from '../../service/check/check-deps.ts';
import { createCheck } from '../../service/check/checks.ts';
import { defineRoute, type Route } from '../kit/route.ts';

/** POST /api/checks: what stands in the QR, a code to type, and the secret to read the verdict by. */
export function createCheckRoute(deps: CheckDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/checks',
    policy: { kind: 'public', takesPrograms: true },
    summary: 'Begin an online check',
    schema: { body: checkRequest, response: checkCreated },
    status: 201,
    bodyBytesMax: 1024,
    rateLimit: { max: 120, windowSeconds: 60 },
    handler: async ({ body }) => {
      const { expiresAt, ...check } = await createCheck(deps, body.profile, body.sameDevice === true);
      return { ...check, expiresAt: new Date(expiresAt * 1000).toISOString() };
    },
  });
}
