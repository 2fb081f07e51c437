import type { ImportReport } from '@mleg/contract/pupil';
import { DomainError } from '@mleg/core/errors';
import { answerOnce, type ProgramCall } from '../service/integration/answer-once.ts';
import type { SchoolDeps } from '../service/school-deps.ts';
import { importFile, importing } from './import-file.ts';
import { readImport, type SentFile } from './imported-file.ts';

/** A file that a program sends. */
export type ProgramFile = SentFile & {
  readonly complete: boolean;
  readonly dryRun: boolean;
  /** What only a person may say. */
  readonly confirm: string | undefined;
};

/**
 * Imports a file that a program sends; the same one under its `Idempotency-Key` is answered again.
 * @throws DomainError invalid_input for a program that confirms: only somebody who has looked at the rows may (rules.md
 *   I1a); as importFile and answerOnce
 */
export async function importByProgram(
  deps: SchoolDeps,
  call: ProgramCall,
  sent: ProgramFile,
): Promise<ImportReport> {
  if (sent.confirm !== undefined)
    throw new DomainError('invalid_input', { field: 'confirm', rule: 'panel_only' });
  const { school, actor } = call;
  const { bytes, mapping, complete, dryRun } = sent;
  if (dryRun) return importFile(deps, { bytes, mapping, school, actor, complete, dryRun });
  const file = await readImport(deps, sent);
  return importing(deps, { school, file, actor, complete }, (apply) => answerOnce(deps, call, apply, 'bulk'));
}
