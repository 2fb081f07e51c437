import { formParams, formQuery } from '@mleg/contract/forms';
import type { AppDeps } from '../../app-deps.ts';
import { printBlankForm } from '../../service/letter/print-form.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { deciders } from './roles.ts';

export function printBlankFormRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/forms/:kind',
    policy: deciders,
    summary: 'A blank paper form (PDF)',
    schema: { params: formParams, query: formQuery },
    handler: async ({ principal, params, query, reply }) => {
      const { language = 'pl' } = query;
      const pdf = await printBlankForm(deps, { school: principal.school, kind: params.kind, language });
      return reply
        .type('application/pdf')
        .header('content-disposition', 'inline; filename="wniosek.pdf"')
        .send(pdf);
    },
  });
}
