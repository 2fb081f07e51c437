import { guardianSession } from '@mleg/contract/session';
import type { AppDeps } from '../../app-deps.ts';
import { idleSeconds } from '../../service/session/sessions.ts';
import { defineRoute, type Route } from '../kit/route.ts';

export function readSessionRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/portal/api/session',
    policy: { kind: 'guardian' },
    summary: 'Who is logged in',
    schema: { response: guardianSession },
    handler: async ({ principal }) => ({
      account: { id: principal.accountId, name: principal.name },
      language: principal.language,
      demo: deps.config.mode === 'demo',
      idleSeconds: idleSeconds.portal,
    }),
  });
}
