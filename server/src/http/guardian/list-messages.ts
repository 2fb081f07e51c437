import { messageList } from '@mleg/contract/guardian';
import type { AppDeps } from '../../app-deps.ts';
import { readMessages } from '../../service/guardian/children.ts';
import { defineRoute, type Route } from '../kit/route.ts';

export function listMessagesRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/portal/api/messages',
    policy: { kind: 'guardian' },
    summary: 'What the office told me, newest first',
    schema: { response: messageList },
    handler: ({ principal }) => readMessages(deps, principal.accountId),
  });
}
