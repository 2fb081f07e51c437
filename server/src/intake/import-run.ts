import type { SchoolDeps } from '../service/school-deps.ts';
import type { GuardianWrite } from '../store/guardians.ts';
import type { GuessBook } from './guess-book.ts';
import type { ImportContext, RowResult } from './import-row.ts';
import type { ImportedFile, Looked } from './imported-file.ts';
import { groupBy, hexOf, type KeyedRow, type Known, type RowKeys } from './known.ts';
import { type Plan, type PlannedRows, planRow, pupilOf } from './plan-row.ts';
import type { RowIssue } from './reading/row-issue.ts';

/** What became of a row. */
export type Slot =
  | { readonly result: RowResult }
  | { readonly issue: RowIssue; readonly who?: string | undefined };

/** A row that is applied by itself, at its place in the file. */
export type AloneRow = { readonly at: number; readonly keyed: KeyedRow };

/** A file on its way into a school; rows are looked at some hundred at a time. */
export type ImportRun = {
  readonly deps: SchoolDeps;
  readonly school: number;
  readonly file: ImportedFile;
  readonly context: ImportContext;
  readonly confirmation: Looked | undefined;
  readonly book: GuessBook;
  readonly isDry: boolean;
  readonly slots: Slot[];
  readonly seen: Set<string>;
  readonly alone: AloneRow[];
  /** Rows that would make a pupil, by place, as they came. */
  readonly creating: Map<number, KeyedRow>;
  /** The first row that has a key; rows that meet are applied one after the other. */
  readonly met: Map<string, number>;
  /** The same for names and addresses, which only rows that are applied alone must see in order. */
  readonly metAlone: Map<string, number>;
  /** For each row the one above that it meets. */
  readonly meets: Map<number, number[]>;
  readonly newGuardians: Map<string, GuardianWrite>;
  readonly newNames: Set<string>;
};

export type PlannedPupil = { readonly at: number; readonly keyed: KeyedRow; readonly rows: PlannedRows };

/** Looks at the rows of a chunk in their order; those that change nothing are done. @returns the new pupils */
export function planChunk(
  run: ImportRun,
  known: Known,
  chunk: readonly { readonly at: number; readonly keyed: KeyedRow }[],
): PlannedPupil[] {
  const { deps, school, context, newNames, isDry } = run;
  // What is written is read again with the next chunk.
  const newGuardians = isDry ? run.newGuardians : new Map<string, GuardianWrite>();
  const env = { deps, school, context, known, newGuardians, newNames, isDry };
  const created: PlannedPupil[] = [];
  for (const { at, keyed } of chunk) {
    const { row } = keyed;
    if ('issue' in row) {
      run.slots[at] = { issue: row.issue };
      continue;
    }
    const meeting = noteKeys(run, { at, keyed, known });
    const plan: Plan = meeting.length > 0 ? { kind: 'alone', keyed } : planRow(env, keyed);
    const rows = takePlan(run, { at, keyed, plan });
    if (rows) created.push({ at, keyed, rows });
  }
  return created;
}

/** Books what a row would do. @returns what is to be written of a new pupil */
function takePlan(
  run: ImportRun,
  { at, keyed, plan }: { at: number; keyed: KeyedRow; plan: Plan },
): PlannedRows | undefined {
  if (plan.kind === 'alone') {
    goAlone(run, { at, keyed: plan.keyed });
    return undefined;
  }
  run.slots[at] = { result: plan.result };
  if (plan.kind === 'unchanged') {
    run.seen.add(plan.result.pupilId);
    return undefined;
  }
  if (plan.isTwin) run.book.note(keyed.row.number, { kind: 'missed' });
  run.creating.set(at, keyed);
  if (keyed.keys.nameKey) run.met.set(`name:${keyed.keys.nameKey}`, at);
  return plan.rows;
}

/** Remembers what the row is about. @returns the rows above that are about the same */
function noteKeys(
  run: ImportRun,
  { at, keyed, known }: { at: number; keyed: KeyedRow; known: Known },
): number[] {
  const { keys } = keyed;
  const strong = strongKeys(keys, pupilOf(known, keys).pupil?.id);
  const above = [
    ...strong.flatMap((key) => run.met.get(key) ?? []),
    ...weakKeys(keys).flatMap((key) => run.metAlone.get(key) ?? []),
  ];
  for (const key of strong) if (!run.met.has(key)) run.met.set(key, at);
  if (above.length > 0) run.meets.set(at, above);
  return above;
}

/** Puts a row aside to be applied by itself after the others, in the order of the file. */
export function goAlone(run: ImportRun, row: AloneRow): void {
  const { at, keyed } = row;
  run.alone.push(row);
  for (const key of weakKeys(keyed.keys)) if (!run.metAlone.has(key)) run.metAlone.set(key, at);
  const namesake = run.met.get(`name:${keyed.keys.nameKey}`);
  if (namesake !== undefined && namesake !== at) run.meets.set(at, [...(run.meets.get(at) ?? []), namesake]);
}

function strongKeys({ externalId, personal, number }: RowKeys, pupilId: string | undefined): string[] {
  return [
    ...(externalId === undefined ? [] : [`id:${externalId}`]),
    ...(personal === undefined ? [] : [`personal:${hexOf(personal)}`]),
    ...(number === undefined ? [] : [`number:${number}`]),
    ...(pupilId === undefined ? [] : [`pupil:${pupilId}`]),
  ];
}

function weakKeys({ emails, nameKey }: RowKeys): string[] {
  return [
    ...(nameKey === undefined ? [] : [`name:${nameKey}`]),
    ...[...emails.values()].map((index) => `email:${hexOf(index)}`),
  ];
}

/** Rows to apply alone with those above that each of them meets, in parts that hold no lock for long. */
export function aloneParts(
  run: ImportRun,
  most: number,
): { at: number; isTold: boolean; keyed: KeyedRow }[][] {
  const groups = groupRows(run);
  const parts: { at: number; isTold: boolean; keyed: KeyedRow }[][] = [];
  for (const group of groups) {
    const last = parts.at(-1);
    if (last && last.length + group.length <= most) last.push(...group);
    else parts.push(group);
  }
  return parts;
}

function groupRows(run: ImportRun): { at: number; isTold: boolean; keyed: KeyedRow }[][] {
  const headOf = new Map<number, number>();
  const head = (at: number): number => {
    let top = at;
    for (let next = headOf.get(top); next !== undefined; next = headOf.get(top)) top = next;
    if (top !== at) headOf.set(at, top);
    return top;
  };
  for (const [at, above] of run.meets) {
    for (const other of above) {
      const [one, two] = [head(at), head(other)].sort((a, b) => a - b) as [number, number];
      if (one !== two) headOf.set(two, one);
    }
  }
  const alone = run.alone.map(({ at, keyed }) => ({ at, keyed, isTold: true }));
  const heads = new Set(alone.map(({ at }) => head(at)));
  const replayed = [...run.creating]
    .filter(([at]) => heads.has(head(at)))
    .map(([at, keyed]) => ({ at, keyed, isTold: false }));
  const all = [...alone, ...replayed].sort((a, b) => a.at - b.at);
  return [...groupBy(all, ({ at }) => head(at)).values()];
}
