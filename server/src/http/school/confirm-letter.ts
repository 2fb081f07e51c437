import { letterConfirmation, letterDetail } from '@mleg/contract/mailbox';
import type { AppDeps } from '../../app-deps.ts';
import { confirmLetter } from '../../service/panel/letters.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function confirmLetterRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/letters/:id/confirmation',
    policy: deciders,
    summary: 'Says whose a letter is and which picture is whose; the case is opened or confirmed',
    schema: { params: idParams, body: letterConfirmation, response: letterDetail },
    handler: ({ principal, params, body }) =>
      confirmLetter(deps, { ...actingOf(principal), letterId: params.id, ...body }),
  });
}
