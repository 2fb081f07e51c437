import type { AppDeps } from '../../app-deps.ts';
import { closeSession } from '../../service/session/sessions.ts';
import { clearSessionCookie } from '../kit/cookies.ts';
import { defineRoute, type Route } from '../kit/route.ts';

export function closeSessionRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'DELETE',
    url: '/portal/api/session',
    policy: { kind: 'guardian' },
    summary: 'Logs out',
    handler: async ({ principal, reply }) => {
      await closeSession(deps, principal.sessionHash);
      clearSessionCookie(reply, 'portal', deps.config.mode === 'production');
    },
  });
}
