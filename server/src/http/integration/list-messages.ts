import { journalMessages, messageQuery } from '@mleg/contract/integration';
import type { AppDeps } from '../../app-deps.ts';
import { readMessages } from '../../service/integration/messages.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { program } from './call.ts';

export function listMessagesRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/v1/messages',
    policy: program,
    summary: 'News for families since a message; one may come twice, its id tells',
    schema: { query: messageQuery, response: journalMessages },
    handler: ({ principal, query }) => readMessages(deps, principal.school, query.after),
  });
}
