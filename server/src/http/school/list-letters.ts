import { letterList, letterQuery } from '@mleg/contract/mailbox';
import type { AppDeps } from '../../app-deps.ts';
import { listLetters } from '../../service/panel/letters.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { deciders } from './roles.ts';

export function listLettersRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/letters',
    policy: deciders,
    summary: 'Letters that came into the mailbox or the journal, and how the mailbox is',
    schema: { query: letterQuery, response: letterList },
    handler: ({ principal, query }) => listLetters(deps, principal.school, query),
  });
}
