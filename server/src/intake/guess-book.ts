import type { AuditEventCode } from '@mleg/core/catalogue/audit-events';
import { DomainError } from '@mleg/core/errors';
import type { Actor } from '../audit/append.ts';
import { guessAllowance } from '../service/register/personal-id-looks.ts';
import type { SchoolDeps } from '../service/school-deps.ts';
import { lockActor } from '../store/audit-counts.ts';
import { insertAuditEvents } from '../store/import-writes.ts';
import { inSchool } from '../store/tenant.ts';

/**
 * What a row tells of a personal number: `taken` that another pupil has it, `missed` that a child of the same name and
 * day of birth has another one, `unknown` that nobody has it.
 */
export type Guess = { readonly kind: 'taken' | 'missed' | 'unknown'; readonly pupilId?: string | undefined };

/** Counts what the rows of a file tell of numbers: a file is as many questions as it has rows. */
export type GuessBook = {
  /** @throws DomainError rate_limited where a file asks for more than its sender may be told in a day */
  readonly note: (row: number, guess: Guess) => void;
};

/** A school's own list of paper IDs may know pupils whom the register does not: many unknown numbers are one guess. */
const UNKNOWN_IN_ONE = 100;
type Who = { readonly school: number; readonly actor: Actor };

/**
 * Does work that may tell of personal numbers, and writes down what it told although nothing else of it may stay.
 * @param checked makes the note of a file that was only looked at
 * @throws DomainError rate_limited with `perDay`; what `work` throws
 */
export async function withGuessBook<T>(
  deps: Pick<SchoolDeps, 'store' | 'now'>,
  { school, actor }: Who,
  work: (book: GuessBook) => Promise<T>,
  checked?: (result: T) => Checked,
): Promise<T> {
  const allowance = await inSchool(deps.store, school, (tx) => guessAllowance(deps, tx, actor));
  const guesses = new Map<number, Guess>();
  const book: GuessBook = {
    note(row, guess) {
      if (guess.pupilId !== undefined && allowance.met.has(guess.pupilId)) return;
      guesses.set(row, guess);
      if (eventsOf(guesses).length > allowance.left)
        throw new DomainError('rate_limited', { perDay: allowance.perDay });
    },
  };
  let note: Checked | undefined;
  try {
    const result = await work(book);
    note = checked?.(result);
    return result;
  } finally {
    await writeDown(deps, { school, actor }, { guesses, note });
  }
}

async function writeDown(
  deps: Pick<SchoolDeps, 'store' | 'now'>,
  { school, actor }: Who,
  { guesses, note }: { guesses: ReadonlyMap<number, Guess>; note: Checked | undefined },
): Promise<void> {
  const told = eventsOf(guesses);
  const checked = { event: 'file_checked', pupilId: null } as const;
  const events: Told[] = note === undefined ? told : [...told, { ...checked, ...note }];
  if (events.length === 0) return;
  const who = { at: deps.now(), actorKind: actor.kind, actorId: actor.id };
  await inSchool(deps.store, school, async (tx) => {
    await lockActor(tx, actor.id);
    await insertAuditEvents(
      tx,
      events.map((event) => ({ ...who, ...event })),
    );
  });
}

/** What is noted of a file that was only looked at: what it would do, and which it was. */
export type Checked = { readonly note: string; readonly subject: string };

type Told = {
  readonly event: AuditEventCode;
  readonly pupilId: string | null;
  readonly subject: string | null;
  readonly note: string | null;
};

const OF_FILE = { subject: null, note: 'file' } as const;

/** A pupil of whom several rows tell is told of once. */
function eventsOf(guesses: ReadonlyMap<number, Guess>): Told[] {
  const all = [...guesses.values()];
  const taken = all.filter(({ kind }) => kind === 'taken').map(({ pupilId }) => pupilId ?? null);
  const named = [...new Set(taken.filter((id) => id !== null))];
  const unnamed = taken.filter((id) => id === null);
  const unknown = Math.ceil(all.filter(({ kind }) => kind === 'unknown').length / UNKNOWN_IN_ONE);
  const missed = all.filter(({ kind }) => kind === 'missed').length + unknown;
  return [
    ...[...named, ...unnamed].map(
      (pupilId) => ({ event: 'personal_id_taken', pupilId, ...OF_FILE }) as const,
    ),
    ...Array.from(
      { length: missed },
      () => ({ event: 'personal_id_missed', pupilId: null, ...OF_FILE }) as const,
    ),
  ];
}
