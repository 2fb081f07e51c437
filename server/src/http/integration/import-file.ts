import { importQuery, importReport } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { importByProgram } from '../../intake/import-by-program.ts';
import { parseMapping } from '../../intake/imported-file.ts';
import { importBytesMax } from '../../intake/reading/limits.ts';
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
    handler: ({ principal, query, body, request }) =>
      importByProgram(deps, callOf(principal, request), {
        bytes: body,
        mapping: parseMapping(query.mapping),
        complete: query.complete === 'true',
        dryRun: query.dryRun === 'true',
        confirm: query.confirm,
      }),
  });
}
