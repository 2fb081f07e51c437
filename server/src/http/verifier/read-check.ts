import { checkState } from '@mleg/contract/check';
import { z } from 'zod';
import type { CheckDeps } from '../../service/check/check-deps.ts';
import { readCheck } from '../../service/check/checks.ts';
import { defineRoute, type Route } from '../kit/route.ts';

/** GET /api/checks/{id}: how far it is, and the verdict when it is there. */
export function readCheckRoute(deps: CheckDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/checks/:id',
    policy: { kind: 'checkSecret' },
    summary: 'State and verdict of an online check',
    schema: { params: z.strictObject({ id: z.string() }), response: checkState },
    rateLimit: { max: 1200, windowSeconds: 60, per: 'caller' },
    handler: async ({ principal, request }) => {
      const id = principal.checkId;
      const { 'response-code': responseCode } = request.headers;
      const { state, result } = await readCheck(
        deps,
        id,
        typeof responseCode === 'string' ? responseCode : undefined,
      );
      const { verdict, reason, disclosed, statusAsOf, wrongClock } = result ?? {};
      return {
        id,
        state,
        verdict: verdict ?? null,
        reason: reason ?? null,
        disclosed: disclosed ?? null,
        ...(wrongClock === undefined ? {} : { wrongClock }),
        statusAsOf: typeof statusAsOf === 'number' ? new Date(statusAsOf * 1000).toISOString() : null,
      };
    },
  });
}
