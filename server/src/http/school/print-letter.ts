import type { AppDeps } from '../../app-deps.ts';
import { printLetter } from '../../service/school/issue-for-order.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actorOf, deciders } from './roles.ts';

export function printLetterRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/orders/:id/letter',
    policy: deciders,
    summary: 'A printable activation letter (PDF) with a code of its own; ends the letter before it',
    schema: { params: idParams },
    handler: async ({ principal, params, reply }) => {
      const pdf = await printLetter(deps, {
        school: principal.school,
        orderId: params.id,
        actor: actorOf(principal),
      });
      return reply
        .type('application/pdf')
        .header('content-disposition', 'inline; filename="list.pdf"')
        .send(pdf);
    },
  });
}
