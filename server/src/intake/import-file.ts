import type { ImportReport } from '@mleg/contract/pupil';
import { DomainError } from '@mleg/core/errors';
import { appendAudit } from '../audit/append.ts';
import type { Acting, SchoolDeps } from '../service/school-deps.ts';
import { tryLockImport } from '../store/import-lock.ts';
import { refreshStatistics } from '../store/import-writes.ts';
import { inSavepoint, inSchool, type SchoolTx } from '../store/tenant.ts';
import { withAccounts } from './accounts-ahead.ts';
import { applyRows, checkRows, type FileToApply } from './apply-rows.ts';
import { withGuessBook } from './guess-book.ts';
import { type Looked, readImport, refuseOtherFile, type SentFile } from './imported-file.ts';

/** Who sends the file how. */
export type ImportRequest = Acting &
  SentFile & {
    /** The sender declares the file to be the whole register: then the missing are counted, and nobody is marked. */
    readonly complete: boolean;
    readonly dryRun: boolean;
    /** What a person in the panel has looked at; undefined where no person looks (rules.md I1a, V6). */
    readonly confirmation?: Looked | undefined;
  };

/** Thrown to roll everything back; never leaves this file. */
class TakenBack extends Error {
  readonly report: ImportReport;

  constructor(report: ImportReport) {
    super('an import that is not to stand');
    this.report = report;
  }
}

/**
 * Imports a register CSV or a SIO CSV (rules.md I1, I2): good rows are applied in one transaction, wrong ones are
 * listed. Nobody is ever marked as having left, nobody becomes another child (I1a), and a file that renames or shortens
 * many waits for a person.
 * @throws DomainError file_unreadable, columns_unknown, too_large, invalid_input, import_running, rate_limited; conflict
 *   with `reason` other_file where a person has looked at another one
 */
export async function importFile(deps: SchoolDeps, request: ImportRequest): Promise<ImportReport> {
  const { school, dryRun } = request;
  const file = await readImport(deps, request);
  refuseOtherFile(file, request.confirmation);
  if (dryRun) {
    return withGuessBook(
      deps,
      request,
      (book) => checkRows(deps, school, { ...request, file, book }),
      (report) => ({ note: noteOf(report, request.confirmation), subject: file.digest }),
    );
  }
  return importing(deps, { ...request, file }, (apply) => inSchool(deps.store, school, apply, 'bulk'));
}

/**
 * Does what belongs to an import outside of its transaction: the log-ins of guardians, and the count of what it tells.
 * @param work runs `apply` in a transaction
 * @throws DomainError rate_limited, import_running
 */
export function importing(
  deps: SchoolDeps,
  request: Acting & Pick<FileToApply, 'file' | 'complete' | 'confirmation'>,
  work: (apply: (tx: SchoolTx) => Promise<ImportReport>) => Promise<ImportReport>,
): Promise<ImportReport> {
  return withGuessBook(deps, request, async (book) => {
    const report = await withAccounts(deps, request.file, () =>
      work((tx) => applyImport(deps, tx, { ...request, book })),
    );
    // It only makes the next lists quicker: where it cannot be done now, the database does it by itself.
    if (report.created >= MANY && !report.held) await refreshStatistics(deps.store).catch(() => undefined);
    return report;
  });
}

/** So many new pupils change what is known of the tables. */
const MANY = 100;

/** Applies a file inside a transaction of the caller; a held one leaves nothing. @throws DomainError import_running */
async function applyImport(deps: SchoolDeps, tx: SchoolTx, request: FileToApply): Promise<ImportReport> {
  if (!(await tryLockImport(tx))) throw new DomainError('import_running');
  let report: ImportReport;
  try {
    report = await inSavepoint(tx, async () => {
      const applied = await applyRows(deps, tx, request);
      if (applied.held) throw new TakenBack(applied);
      return applied;
    });
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error;
    report = error.report;
  }
  const { actor, confirmation, file } = request;
  const note = noteOf(report, confirmation);
  await appendAudit(tx, deps.now(), { event: 'file_imported', actor, subject: file.digest, note });
  return report;
}

/** What the file did, and what of it the actor has confirmed: how many rows, and the numbers that were typed. */
function noteOf(report: ImportReport, looked: Looked = {}): string {
  const { kind, created, updated, unchanged, errors, held } = report;
  const { rows = {}, renamed, shortened } = looked;
  const confirmed = Object.keys(rows).length;
  const parts = [
    `${kind} +${created} ~${updated} =${unchanged} !${errors.length}`,
    ...(held ? [held.reason] : []),
    ...(confirmed > 0 ? [`confirmed:${confirmed}`] : []),
    ...(renamed === undefined ? [] : [`renamed:${renamed}`]),
    ...(shortened === undefined ? [] : [`shortened:${shortened}`]),
  ];
  return parts.join(' ');
}
