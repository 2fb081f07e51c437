import type { AppDeps } from '../../app-deps.ts';
import { disconnectMailbox } from '../../service/mailbox/connect-mailbox.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actingOf, headTeacher } from './roles.ts';

export function disconnectMailboxRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'DELETE',
    url: '/api/mailbox',
    policy: headTeacher,
    summary: 'Disconnects the mailbox; what was taken in stays until its day',
    handler: async ({ principal }) => {
      await disconnectMailbox(deps, actingOf(principal));
    },
  });
}
