import { importQuery, importReport } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { importBytesMax, importFile, importFileIn, parseMapping } from '../../intake/import-file.ts';
import { answerOnce } from '../../service/integration/answer-once.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { callOf, program } from './call.ts';

export function importFileRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/v1/imports',
    policy: program,
    summary:
      'Reads a register CSV or a SIO CSV: good rows are applied, wrong ones listed; nobody is marked as left',
    bytes: ['text/csv', 'application/octet-stream', 'text/plain'],
    bodyBytesMax: importBytesMax,
    schema: { query: importQuery, response: importReport },
    handler: ({ principal, query, body, request }) => {
      const call = callOf(principal, request);
      const { school, actor } = call;
      const complete = query.complete === 'true';
      const file = { bytes: body, complete, mapping: parseMapping(query.mapping), actor };
      if (query.dryRun === 'true') return importFile(deps, { ...file, school, dryRun: true });
      return answerOnce(deps, call, (tx) => importFileIn(deps, tx, file), 'bulk');
    },
  });
}
