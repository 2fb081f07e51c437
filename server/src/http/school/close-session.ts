import type { AppDeps } from '../../app-deps.ts';
import { closeSession } from '../../service/session/sessions.ts';
import { clearSessionCookie } from '../kit/cookies.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { everyone } from './roles.ts';

export function closeSessionRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'DELETE',
    url: '/api/session',
    policy: everyone,
    summary: 'Logs out',
    handler: async ({ principal, reply }) => {
      await closeSession(deps, principal.sessionHash);
      clearSessionCookie(reply, 'panel', deps.config.mode === 'production');
    },
  });
}
