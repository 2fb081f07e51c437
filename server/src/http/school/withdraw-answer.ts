import { letterDetail, letterUndo } from '@mleg/contract/mailbox';
import type { AppDeps } from '../../app-deps.ts';
import { withdrawAnswer } from '../../service/panel/letters.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function withdrawAnswerRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/letters/:id/undo',
    policy: deciders,
    summary: 'Takes back an answer that has not left',
    schema: { params: idParams, body: letterUndo, response: letterDetail },
    handler: ({ principal, params, body }) =>
      withdrawAnswer(deps, { ...actingOf(principal), letterId: params.id, ...body }),
  });
}
