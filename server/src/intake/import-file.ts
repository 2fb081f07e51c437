import { type ImportConfirmation, type ImportReport, importConfirmation } from '@mleg/contract/pupil';
import { warsawDayOf } from '@mleg/core/credential/validity';
import { DomainError } from '@mleg/core/errors';
import { appendAudit } from '../audit/append.ts';
import { classSpeller } from '../service/school/classes.ts';
import type { Acting, SchoolDeps } from '../service/school/school-deps.ts';
import { tryLockImport } from '../store/import-lock.ts';
import { countPupilsBut } from '../store/pupils.ts';
import { schoolCipher } from '../store/school-cipher.ts';
import { forgetPlans, inSavepoint, inSchool, type SchoolTx } from '../store/tenant.ts';
import { type ImportContext, importRegisterRow, importSioRow, type RowResult } from './import-row.ts';
import { createTally, type Tally } from './import-tally.ts';
import { readInThread } from './read-in-thread.ts';
import type { ReadFile, ReadRow } from './reading/read-file.ts';
import { RowError, type RowIssue } from './reading/row-issue.ts';
import { clashIssue } from './row-clash.ts';

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

/** A file for a transaction that stands behind a school's wall already. */
type FileToApply = Pick<ImportRequest, 'actor' | 'complete' | 'confirmation'> & { readonly file: ReadFile };

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
  try {
    return await inSchool(
      deps.store,
      school,
      async (tx) => {
        const report = await applyImport(deps, tx, { ...request, file });
        if (dryRun) throw new TakenBack(report);
        return report;
      },
      'bulk',
    );
  } catch (error) {
    if (error instanceof TakenBack) return error.report;
    throw error;
  }
}

/** Reads a file off the server's own thread. @throws DomainError as importFile */
export function readImport(
  deps: Pick<SchoolDeps, 'now'>,
  { bytes, mapping }: Pick<ImportRequest, 'bytes' | 'mapping'>,
): Promise<ReadFile> {
  return readInThread(bytes, { mapping, today: warsawDayOf(deps.now()) });
}

/** Applies a file inside a transaction of the caller; a held one leaves nothing. @throws DomainError import_running */
export async function applyImport(
  deps: SchoolDeps,
  tx: SchoolTx,
  request: FileToApply,
): Promise<ImportReport> {
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

async function applyRows(deps: SchoolDeps, tx: SchoolTx, request: FileToApply): Promise<ImportReport> {
  const { file, actor, complete, confirmation } = request;
  const seen = new Set<string>();
  const context: ImportContext = {
    ...{ actor, seen, today: warsawDayOf(deps.now()), isByPerson: confirmation !== undefined },
    cipher: await schoolCipher(tx, deps.vault),
    spellClass: await classSpeller(tx),
  };
  const tally = createTally(file);
  for (const [at, row] of file.rows.entries()) {
    if (hasDoubled(at)) await forgetPlans(tx);
    await applyRow(deps, tx, { context, row, confirmation, tally, seen });
  }
  const missing = complete && file.kind === 'register' ? await countPupilsBut(tx, [...seen]) : 0;
  return tally.report(missing, confirmation);
}

/** Whether a file that fills an empty school has made its tables twice as large as when this last held. */
function hasDoubled(rows: number): boolean {
  return rows >= 64 && Math.log2(rows) % 1 === 0;
}

/** One row inside a savepoint: what is wrong with it takes nothing else with it. */
async function applyRow(
  deps: SchoolDeps,
  tx: SchoolTx,
  one: {
    context: ImportContext;
    row: ReadRow;
    confirmation: ImportConfirmation | undefined;
    tally: Tally;
    seen: Set<string>;
  },
): Promise<void> {
  const { row, tally, seen } = one;
  if ('issue' in row) return tally.refuse(row, row.issue);
  try {
    const result = await inSavepoint(tx, () => saveRow(deps, tx, one));
    seen.add(result.pupilId);
    tally.take(row, result);
  } catch (error) {
    const { issue, who } = await issueOf(deps, tx, { error, row });
    tally.refuse(row, issue, who);
  }
}

function saveRow(
  deps: SchoolDeps,
  tx: SchoolTx,
  one: { context: ImportContext; row: ReadRow; confirmation: ImportConfirmation | undefined },
): Promise<RowResult> {
  const { context, row, confirmation } = one;
  if ('sio' in row) return importSioRow(deps, tx, context, row.sio);
  if (!('register' in row)) throw new Error('a row without content');
  const reason = confirmation?.rows?.[String(row.number)];
  return importRegisterRow(deps, tx, context, { row: row.register, reason });
}

async function issueOf(
  deps: SchoolDeps,
  tx: SchoolTx,
  { error, row }: { error: unknown; row: ReadRow },
): Promise<{ issue: RowIssue; who: string | undefined }> {
  if (error instanceof RowError) return { issue: error.issue, who: error.who };
  if (error instanceof DomainError) return clashIssue(deps, tx, { error, row });
  throw error;
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
