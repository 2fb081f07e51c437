import { sessionRequest } from '@mleg/contract/session';
import type { AppDeps } from '../../app-deps.ts';
import { openSession, sessionSeconds } from '../../service/session/sessions.ts';
import { setSessionCookie } from '../kit/cookies.ts';
import { defineRoute, type Route } from '../kit/route.ts';

export function openSessionRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/session',
    policy: { kind: 'public' },
    summary: 'Exchanges the token of a log-in link for a session',
    schema: { body: sessionRequest },
    rateLimit: { max: 60, windowSeconds: 600, counts: 'wrong' },
    handler: async ({ body, reply }) => {
      const value = await openSession(deps, body.token, 'panel');
      const secure = deps.config.mode === 'production';
      setSessionCookie(reply, { face: 'panel', secure, value, lifeSeconds: sessionSeconds });
    },
  });
}
