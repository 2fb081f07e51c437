import type { ImportReport } from '@mleg/contract/pupil';
import { warsawDayOf } from '@mleg/core/credential/validity';
import { DomainError } from '@mleg/core/errors';
import { endOfSchoolYear } from '@mleg/core/school-year/school-year';
import { appendAudit } from '../audit/append.ts';
import type { SchoolCipher } from '../keys/vault.ts';
import type { Acting, SchoolDeps } from '../service/school/school-deps.ts';
import { countPupilsBut } from '../store/pupils.ts';
import { schoolCipher } from '../store/school-cipher.ts';
import { forgetPlans, inSavepoint, inSchool, type SchoolTx } from '../store/tenant.ts';
import { type Columns, recogniseColumns } from './columns.ts';
import { importRegisterRow, importSioRow, type RowResult } from './import-row.ts';
import { cellsOf, RowError, type RowIssue, readRegisterRow, readSioRow, rowCodes } from './read-row.ts';
import { readTable, type Table } from './read-table.ts';

/** 20,000 rows of a school's file are about 4 MB. */
export const importBytesMax = 8 * 1024 * 1024;

export type ImportRequest = Acting & {
  readonly bytes: Uint8Array;
  /** The sender declares the file to be the whole register: then the missing are counted, and nobody is marked. */
  readonly complete: boolean;
  readonly dryRun: boolean;
  /** Their heading to our column name. */
  readonly mapping: Readonly<Record<string, string>>;
};

/** A file for a transaction that stands behind a school's wall already. */
type FileToApply = Omit<ImportRequest, 'school' | 'dryRun'>;

/** Thrown to roll a dry run back; never leaves this file. */
class DryRun extends Error {}

/**
 * Imports a register CSV or a SIO CSV (rules.md I1, I2): good rows are applied in one transaction, wrong ones are
 * listed. Nobody is ever marked as having left.
 * @throws DomainError file_unreadable, columns_unknown, too_large, invalid_input
 */
export async function importFile(deps: SchoolDeps, request: ImportRequest): Promise<ImportReport> {
  let report: ImportReport | undefined;
  try {
    await inSchool(
      deps.store,
      request.school,
      async (tx) => {
        report = await importFileIn(deps, tx, request);
        if (request.dryRun) throw new DryRun();
      },
      'bulk',
    );
  } catch (error) {
    if (!(error instanceof DryRun)) throw error;
  }
  if (!report) throw new Error('an import without a report');
  return report;
}

/** The same inside a transaction of the caller. @throws DomainError as importFile */
export function importFileIn(deps: SchoolDeps, tx: SchoolTx, request: FileToApply): Promise<ImportReport> {
  const table = readTable(request.bytes);
  return applyTable(deps, tx, table, recogniseColumns(table.header, request.mapping), request);
}

async function applyTable(
  deps: SchoolDeps,
  tx: SchoolTx,
  table: Table,
  columns: Columns,
  request: FileToApply,
): Promise<ImportReport> {
  const cipher = await schoolCipher(tx, deps.vault);
  const seen = new Set<string>();
  const counts = { created: 0, updated: 0, unchanged: 0 };
  const errors: ImportReport['errors'] = [];
  const warnings: ImportReport['warnings'] = columns.ignored.map((heading) => ({
    row: 1,
    field: heading.slice(0, 60),
    code: 'column_ignored',
    message: 'Tej kolumny nie potrzebujemy, pomijamy ją.',
    who: null,
    confirmable: false,
  }));
  for (const [at, row] of table.rows.entries()) {
    if (hasDoubled(at)) await forgetPlans(tx);
    const result = await applyRow(deps, tx, { cipher, columns, request, cells: row.cells, seen });
    if ('issue' in result) {
      errors.push({ row: row.number, who: null, confirmable: false, ...result.issue });
      continue;
    }
    counts[result.outcome] += 1;
    seen.add(result.pupilId);
    for (const warning of result.warnings)
      warnings.push({ row: row.number, who: null, confirmable: false, ...warning });
  }
  const missing = request.complete && columns.kind === 'register' ? await countPupilsBut(tx, [...seen]) : 0;
  const note = `${columns.kind} +${counts.created} ~${counts.updated} =${counts.unchanged} !${errors.length}`;
  await appendAudit(tx, deps.now(), { event: 'file_imported', actor: request.actor, note });
  return {
    kind: columns.kind,
    encoding: table.encoding,
    ...counts,
    missing,
    errors,
    warnings,
    changes: [],
    changesTotal: 0,
    held: null,
  };
}

/** Whether a file that fills an empty school has made its tables twice as large as when this last held. */
function hasDoubled(rows: number): boolean {
  return rows >= 64 && Math.log2(rows) % 1 === 0;
}

type RowContext = {
  readonly cipher: SchoolCipher;
  readonly columns: Columns;
  readonly request: FileToApply;
  readonly cells: readonly string[];
  readonly seen: ReadonlySet<string>;
};

/** One row inside a savepoint: what is wrong with it takes nothing else with it. */
async function applyRow(
  deps: SchoolDeps,
  tx: SchoolTx,
  context: RowContext,
): Promise<RowResult | { readonly issue: RowIssue }> {
  const { cipher, columns, request, cells, seen } = context;
  const cell = cellsOf(columns, cells);
  const { actor } = request;
  const today = warsawDayOf(deps.now());
  try {
    if (columns.kind === 'sio') {
      const row = readSioRow(cell);
      return await inSavepoint(tx, () => importSioRow(deps, tx, { row, today, actor }));
    }
    const row = readRegisterRow(cell, () => endOfSchoolYear(today));
    return await inSavepoint(tx, () => importRegisterRow(deps, tx, { row, cipher, actor, seen }));
  } catch (error) {
    if (error instanceof RowError) return { issue: error.issue };
    if (error instanceof DomainError) return { issue: issueOf(error) };
    throw error;
  }
}

const MESSAGES: Readonly<Record<string, string>> = {
  personal_id_taken: 'Ten numer PESEL albo dokumentu ma już inny uczeń.',
  paper_id_number_taken: 'Ten numer legitymacji ma już inny uczeń.',
  birth_date_mismatch: 'Data urodzenia nie zgadza się z numerem PESEL.',
  personal_id_invalid: 'Numer PESEL jest błędny.',
  external_id_is_pesel: 'Identyfikator ucznia nie może być numerem PESEL.',
  wrong_state: 'Legitymacja o tym numerze jest zgubiona, odebrana albo wymieniona.',
};

function issueOf(error: DomainError): RowIssue {
  const field = error.details['field'];
  return {
    field: typeof field === 'string' ? field : null,
    // Whatever else a row may meet is a clash with what is recorded.
    code: rowCodes.find((code) => code === error.type) ?? 'conflict',
    message: MESSAGES[error.type] ?? 'Tego wiersza nie da się zapisać. Popraw go i wczytaj plik jeszcze raz.',
  };
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
