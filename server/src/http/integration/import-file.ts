import { importQuery, importReport } from '@mleg/contract/pupil';
import { DomainError } from '@mleg/core/errors';
import type { AppDeps } from '../../app-deps.ts';
import { importFile, importing, parseMapping, readImport } from '../../intake/import-file.ts';
import { importBytesMax } from '../../intake/reading/limits.ts';
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
    handler: async ({ principal, query, body, request }) => {
      // Only somebody who has looked at the rows may say so (rules.md I1a).
      if (query.confirm !== undefined)
        throw new DomainError('invalid_input', { field: 'confirm', rule: 'panel_only' });
      const call = callOf(principal, request);
      const { school, actor } = call;
      const complete = query.complete === 'true';
      const sent = { bytes: body, mapping: parseMapping(query.mapping) };
      if (query.dryRun === 'true')
        return importFile(deps, { ...sent, school, actor, complete, dryRun: true });
      const file = await readImport(deps, sent);
      return importing(deps, { school, file, actor, complete }, (apply) =>
        answerOnce(deps, call, apply, 'bulk'),
      );
    },
  });
}
