import { mailboxLogin, mailboxTrial } from '@mleg/contract/mailbox';
import type { AppDeps } from '../../app-deps.ts';
import { connectMailbox } from '../../service/mailbox/connect-mailbox.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actingOf, headTeacher } from './roles.ts';

export function connectMailboxRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/api/mailbox',
    policy: headTeacher,
    summary: 'Tries a mailbox on an IMAP server and connects it where it works',
    // Whoever tries passwords or servers is soon told to wait.
    rateLimit: { max: 20, windowSeconds: 3600, per: 'caller' },
    schema: { body: mailboxLogin, response: mailboxTrial },
    handler: ({ principal, body: { address, folder, ...login } }) =>
      connectMailbox(deps, actingOf(principal), { address, folder, login }),
  });
}
