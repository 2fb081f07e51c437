import { type ImportConfirmation, type ImportReport, importConfirmation } from '@mleg/contract/pupil';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { DomainError } from '@mleg/core/errors';
import { appendAudit } from '../audit/append.ts';
import type { Acting, SchoolDeps } from '../service/school/school-deps.ts';
import { tryLockImport } from '../store/import-lock.ts';
import { refreshStatistics } from '../store/import-writes.ts';
import { inSavepoint, inSchool, type SchoolTx } from '../store/tenant.ts';
import { withAccounts } from './accounts-ahead.ts';
import { applyRows, checkRows, type FileToApply } from './apply-rows.ts';
import { withGuessBook } from './guess-book.ts';
import { readInThread } from './read-in-thread.ts';
import type { ReadFile } from './reading/read-file.ts';

/** Who sends the file how. */
export type ImportRequest = Acting & {
  readonly bytes: Uint8Array;
  /** The sender declares the file to be the whole register: then the missing are counted, and nobody is marked. */
  readonly complete: boolean;
  readonly dryRun: boolean;
  /** Their heading to our column name. */
  readonly mapping: Readonly<Record<string, string>>;
  /** What a person in the panel has looked at; undefined where no person looks (rules.md I1a, V6). */
  readonly confirmation?: ImportConfirmation | undefined;
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
 * @throws DomainError file_unreadable, columns_unknown, too_large, invalid_input, import_running, rate_limited
 */
export async function importFile(deps: SchoolDeps, request: ImportRequest): Promise<ImportReport> {
  const { school, bytes, mapping, dryRun } = request;
  const file = await readImport(deps, { bytes, mapping });
  if (dryRun) {
    return withGuessBook(
      deps,
      request,
      (book) => checkRows(deps, school, { ...request, file, book }),
      noteOf,
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

/** Reads a file off the server's own thread. @throws DomainError as importFile */
export function readImport(
  deps: Pick<SchoolDeps, 'now'>,
  { bytes, mapping }: Pick<ImportRequest, 'bytes' | 'mapping'>,
): Promise<ReadFile> {
  return readInThread(bytes, { mapping, today: warsawDayOf(deps.now()) });
}

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
  await appendAudit(tx, deps.now(), { event: 'file_imported', actor: request.actor, note: noteOf(report) });
  return report;
}

function noteOf({ kind, created, updated, unchanged, errors, held }: ImportReport): string {
  return `${kind} +${created} ~${updated} =${unchanged} !${errors.length}${held ? ` ${held.reason}` : ''}`;
}

/**
 * Reads what a person in the panel has looked at; nothing said is looked at nothing yet.
 * @throws DomainError invalid_input
 */
export function parseConfirmation(text: string | undefined): ImportConfirmation {
  if (text === undefined) return {};
  try {
    return importConfirmation.parse(JSON.parse(text));
  } catch (cause) {
    throw new DomainError('invalid_input', { field: 'confirm' }, { cause });
  }
}

/**
 * Reads a mapping of headings from a query parameter.
 * @throws DomainError invalid_input
 */
export function parseMapping(text: string | undefined): Readonly<Record<string, string>> {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isMap && Object.values(value).every((name) => typeof name === 'string'))
      return value as Record<string, string>;
  } catch {
    // Falls through to the refusal below.
  }
  throw new DomainError('invalid_input', { field: 'mapping' });
}
