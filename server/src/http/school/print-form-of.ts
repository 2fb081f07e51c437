import { formQuery, pupilFormParams } from '@mleg/contract/forms';
import type { AppDeps } from '../../app-deps.ts';
import { printFormOf } from '../../service/letter/print-form.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { deciders } from './roles.ts';

export function printFormOfRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/pupils/:id/forms/:kind',
    policy: deciders,
    summary: "A paper form (PDF) with the pupil's name, class and paper ID",
    schema: { params: pupilFormParams, query: formQuery },
    handler: async ({ principal, params, query, reply }) => {
      const { language = 'pl' } = query;
      const { id: pupilId, kind } = params;
      const pdf = await printFormOf(deps, { school: principal.school, pupilId, kind, language });
      return reply
        .type('application/pdf')
        .header('content-disposition', 'inline; filename="wniosek.pdf"')
        .send(pdf);
    },
  });
}
