import { letterDetail } from '@mleg/contract/mailbox';
import type { AppDeps } from '../../app-deps.ts';
import { readLetter } from '../../service/panel/letters.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { deciders } from './roles.ts';

export function readLetterRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/letters/:id',
    policy: deciders,
    summary: 'A letter with what is proposed of it and why',
    schema: { params: idParams, response: letterDetail },
    handler: ({ principal, params }) => readLetter(deps, { school: principal.school, letterId: params.id }),
  });
}
