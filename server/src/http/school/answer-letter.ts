import { letterAnswer, letterDetail } from '@mleg/contract/mailbox';
import type { AppDeps } from '../../app-deps.ts';
import { answerLetter } from '../../service/panel/letters.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function answerLetterRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/letters/:id/answer',
    policy: deciders,
    summary: 'Answers a letter in own words; it leaves after a minute',
    schema: { params: idParams, body: letterAnswer, response: letterDetail },
    handler: ({ principal, params, body }) =>
      answerLetter(deps, { ...actingOf(principal), letterId: params.id, ...body }),
  });
}
