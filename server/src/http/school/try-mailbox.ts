import { mailboxTrial } from '@mleg/contract/mailbox';
import type { AppDeps } from '../../app-deps.ts';
import { tryConnection } from '../../service/panel/letters.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { deciders } from './roles.ts';

export function tryMailboxRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/mailbox/trial',
    policy: deciders,
    summary: 'Tries the mailbox: nothing is read, marked or kept',
    schema: { response: mailboxTrial },
    handler: ({ principal }) => tryConnection(deps, principal.school),
  });
}
