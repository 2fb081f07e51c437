import type { AppDeps } from '../../app-deps.ts';
import { printLetter } from '../../service/letter/print-letter.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function printLetterRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/orders/:id/letter',
    policy: deciders,
    summary: 'A printable activation letter (PDF) with a code of its own; ends the letter before it',
    schema: { params: idParams },
    handler: async ({ principal, params, reply }) => {
      const pdf = await printLetter(deps, { ...actingOf(principal), orderId: params.id });
      return reply
        .type('application/pdf')
        .header('content-disposition', 'inline; filename="list.pdf"')
        .send(pdf);
    },
  });
}
