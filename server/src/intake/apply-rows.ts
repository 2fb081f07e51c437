import type { ImportReport } from '@mleg/contract/pupil';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import type { AuditEventCode } from '@mleg/core/catalogue/audit-events';
import { DomainError } from '@mleg/core/errors';
import type { Actor } from '../audit/append.ts';
import { classSpeller } from '../service/register/classes.ts';
import type { SchoolDeps } from '../service/school-deps.ts';
import type { AuditRow } from '../store/audit.ts';
import { insertNewPupils, linkAccountsToSchool } from '../store/import-writes.ts';
import { countPupilsBut } from '../store/pupils.ts';
import { schoolCipher } from '../store/school-cipher.ts';
import {
  forgetPlans,
  inSavepoint,
  inSchool,
  isUniqueViolation,
  type SchoolTx,
  sqlState,
} from '../store/tenant.ts';
import type { GuessBook } from './guess-book.ts';
import { importRegisterRow, importSioRow, type RowResult } from './import-row.ts';
import {
  aloneParts,
  goAlone,
  type ImportRun,
  type PlannedPupil,
  planChunk,
  type Slot,
} from './import-run.ts';
import { createTally } from './import-tally.ts';
import type { ImportedFile, Looked } from './imported-file.ts';
import { type KeyedRow, keysOf, readKnown } from './known.ts';
import { RowError } from './reading/row-issue.ts';
import { clashIssue } from './row-clash.ts';

/** A file for a school, with who sends it and what a person has looked at. */
export type FileToApply = {
  readonly file: ImportedFile;
  readonly actor: Actor;
  readonly complete: boolean;
  readonly confirmation?: Looked | undefined;
  readonly book: GuessBook;
};

/** So many rows are looked at in one go; between two of them others have their turn. */
const ROWS_AT_ONCE = 100;
/** So many rows of a file that is only looked at lock their pupils at once. */
const ALONE_AT_ONCE = 20;

/**
 * Applies the rows in the caller's transaction. What only adds or changes nothing is done first, a hundred rows at a time;
 * what changes somebody is done behind it, each row in a savepoint, so that known pupils are locked at the end only.
 */
export async function applyRows(deps: SchoolDeps, tx: SchoolTx, request: FileToApply): Promise<ImportReport> {
  const run = await startRun(deps, tx, request, false);
  let rows = 0;
  for (const chunk of chunksOf(run)) {
    const known = await readKnown(tx, keyedOf(chunk));
    await writeNew(run, tx, planChunk(run, known, chunk));
    // A file that fills an empty school makes its tables twice as large a few times.
    if (hasDoubled(rows, rows + chunk.length)) await forgetPlans(tx);
    rows += chunk.length;
  }
  const { alone, seen } = run;
  for (const { at, keyed } of alone.sort((a, b) => a.at - b.at))
    run.slots[at] = await applyAlone(run, tx, keyed, seen);
  return reportOf(run, request, await countMissing(tx, run, request));
}

/**
 * Says what the rows would do. New and unchanged ones need no writing; the others are tried out some at a time, each part
 * in a transaction that is taken back, so that nobody waits long for their pupils.
 */
export async function checkRows(
  deps: SchoolDeps,
  school: number,
  request: FileToApply,
): Promise<ImportReport> {
  const run = await inSchool(deps.store, school, (tx) => startRun(deps, tx, request, true), 'bulk');
  for (const chunk of chunksOf(run)) {
    const known = await inSchool(deps.store, school, (tx) => readKnown(tx, keyedOf(chunk)), 'bulk');
    planChunk(run, known, chunk);
  }
  for (const part of aloneParts(run, ALONE_AT_ONCE)) {
    const told = await takenBack(run, async (tx) => {
      const seen = new Set(run.seen);
      const slots = new Map<number, Slot>();
      for (const { at, keyed, isTold } of part) {
        const slot = await applyAlone(run, tx, keyed, seen);
        if (isTold) slots.set(at, slot);
      }
      return slots;
    });
    for (const [at, slot] of told) {
      run.slots[at] = slot;
      if ('result' in slot) run.seen.add(slot.result.pupilId);
    }
  }
  const missing = await inSchool(deps.store, school, (tx) => countMissing(tx, run, request), 'bulk');
  return reportOf(run, request, missing);
}

class TakenBack<T> extends Error {
  readonly value: T;

  constructor(value: T) {
    super('a part that is not to stand');
    this.value = value;
  }
}

async function takenBack<T>(run: ImportRun, work: (tx: SchoolTx) => Promise<T>): Promise<T> {
  try {
    return await inSchool(
      run.deps.store,
      run.school,
      async (tx) => {
        throw new TakenBack(await work(tx));
      },
      'bulk',
    );
  } catch (error) {
    if (error instanceof TakenBack) return error.value as T;
    throw error;
  }
}

async function startRun(
  deps: SchoolDeps,
  tx: SchoolTx,
  request: FileToApply,
  isDry: boolean,
): Promise<ImportRun> {
  const { file, actor, confirmation, book } = request;
  const seen = new Set<string>();
  return {
    ...{ deps, school: tx.school, file, confirmation, book, isDry, seen },
    context: {
      ...{ actor, seen, today: warsawDayOf(deps.now()), isByPerson: confirmation !== undefined },
      cipher: await schoolCipher(tx, deps.vault),
      spellClass: await classSpeller(tx),
    },
    ...{ slots: [], alone: [], creating: new Map(), met: new Map(), metAlone: new Map(), meets: new Map() },
    ...{ newGuardians: new Map(), newNames: new Set() },
  };
}

type Chunk = { readonly at: number; readonly keyed: KeyedRow }[];

/** Lazily, so that keys are made for the rows that are next. */
function* chunksOf({ deps, school, file }: ImportRun): Generator<Chunk> {
  for (let from = 0; from < file.rows.length; from += ROWS_AT_ONCE) {
    yield file.rows
      .slice(from, from + ROWS_AT_ONCE)
      .map((row, at) => ({ at: from + at, keyed: { row, keys: keysOf(deps, school, row) } }));
  }
}

function keyedOf(chunk: Chunk): KeyedRow[] {
  return chunk.map(({ keyed }) => keyed);
}

function hasDoubled(before: number, after: number): boolean {
  return Math.floor(Math.log2(before + 1)) < Math.floor(Math.log2(after + 1));
}

/** Writes new pupils together; where one of them clashes with what came meanwhile, each by itself. */
async function writeNew(run: ImportRun, tx: SchoolTx, created: readonly PlannedPupil[]): Promise<void> {
  if (created.length === 0) return;
  const rows = created.map((one) => one.rows);
  const at = run.deps.now();
  try {
    await inSavepoint(tx, async () => {
      await insertNewPupils(tx, rows, { at, audit: rows.flatMap((one) => auditOf(run, one, at)) });
      await linkAccountsToSchool(tx, [...new Set(rows.flatMap(({ accountIds }) => accountIds))]);
    });
    for (const { pupil } of rows) run.seen.add(pupil.id);
  } catch (error) {
    if (!isUniqueViolation(error) && sqlState(error) !== '23503') throw error;
    for (const one of created) goAlone(run, one);
  }
}

function auditOf({ context }: ImportRun, rows: PlannedPupil['rows'], at: number): AuditRow[] {
  const { pupil, paperId, guardianships } = rows;
  const who = { actorKind: context.actor.kind, actorId: context.actor.id, subject: null, note: null };
  const events: AuditEventCode[] = [
    'pupil_added',
    ...(paperId ? (['paper_id_recorded'] as const) : []),
    ...(guardianships.length > 0 ? (['guardians_changed'] as const) : []),
  ];
  return events.map((event) => ({ ...who, at, event, pupilId: pupil.id }));
}

/** One row inside a savepoint: what is wrong with it takes nothing else with it. */
async function applyAlone(run: ImportRun, tx: SchoolTx, keyed: KeyedRow, seen: Set<string>): Promise<Slot> {
  const { row } = keyed;
  try {
    const result = await inSavepoint(tx, () => saveRow(run, tx, keyed, seen));
    seen.add(result.pupilId);
    if (result.guess) run.book.note(row.number, result.guess);
    return { result };
  } catch (error) {
    if (error instanceof DomainError && error.type === 'rate_limited') throw error;
    const { issue, who, guess } = await issueOf(run, tx, { error, keyed });
    if (guess) run.book.note(row.number, guess);
    return { issue, who };
  }
}

function saveRow(run: ImportRun, tx: SchoolTx, { row }: KeyedRow, seen: Set<string>): Promise<RowResult> {
  const { deps, confirmation } = run;
  const context = { ...run.context, seen };
  if ('sio' in row) return importSioRow(deps, tx, context, row.sio);
  if (!('register' in row)) throw new Error('a row without content');
  const reason = confirmation?.rows?.[String(row.number)];
  return importRegisterRow(deps, tx, context, { row: row.register, reason });
}

async function issueOf(
  run: ImportRun,
  tx: SchoolTx,
  { error, keyed }: { error: unknown; keyed: KeyedRow },
): Promise<Awaited<ReturnType<typeof clashIssue>>> {
  if (error instanceof RowError) return { issue: error.issue, who: error.who, guess: error.guess };
  if (error instanceof DomainError) return clashIssue(run.deps, tx, { error, row: keyed.row });
  throw error;
}

async function countMissing(
  tx: SchoolTx,
  { file, seen }: ImportRun,
  { complete }: FileToApply,
): Promise<number> {
  return complete && file.kind === 'register' ? await countPupilsBut(tx, [...seen]) : 0;
}

function reportOf(run: ImportRun, { confirmation }: FileToApply, missing: number): ImportReport {
  const tally = createTally(run.file);
  for (const [at, row] of run.file.rows.entries()) {
    const slot = run.slots[at];
    if (slot === undefined) throw new Error('a row of which nothing became');
    if ('result' in slot) tally.take(row, slot.result);
    else tally.refuse(row, slot.issue, slot.who);
  }
  return tally.report(missing, confirmation);
}
