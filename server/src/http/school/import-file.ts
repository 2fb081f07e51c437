import { importQuery, importReport } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { importFile } from '../../intake/import-file.ts';
import { parseConfirmation, parseMapping } from '../../intake/imported-file.ts';
import { importBytesMax } from '../../intake/reading/limits.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actingOf, deciders } from './roles.ts';

export function importFileRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/imports',
    policy: deciders,
    summary:
      'Reads a register CSV or a SIO CSV; dryRun=true changes nothing, confirm= says what was looked at',
    bytes: ['text/csv', 'application/octet-stream', 'text/plain'],
    bodyBytesMax: importBytesMax,
    schema: { query: importQuery, response: importReport },
    handler: ({ principal, query, body }) =>
      importFile(deps, {
        ...actingOf(principal),
        bytes: body,
        complete: query.complete === 'true',
        dryRun: query.dryRun === 'true',
        mapping: parseMapping(query.mapping),
        confirmation: parseConfirmation(query.confirm),
      }),
  });
}
