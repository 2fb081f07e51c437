import { DomainError } from '@mleg/core/errors';
import { appendAudit } from '../../audit/append.ts';
import { countEventsSince, lockActor, pupilsMetSince } from '../../store/audit-counts.ts';
import { inSchool, type SchoolTx } from '../../store/tenant.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';

type Deps = Pick<SchoolDeps, 'now'>;
type Actor = Acting['actor'];

/** What shows a personal number or an address, or finds a pupil by the number (security.md C6). */
const LOOKS = ['field_revealed', 'personal_id_searched'] as const;
/** What tells of a number that it is nobody's, or somebody else's: who guesses causes these. */
const GUESSES = ['personal_id_missed', 'personal_id_taken'] as const;
const LOOKS_A_DAY_MAX = 200;
/** A typing error now and then is a person's; a program that sends a register under other ids is told of each pupil once. */
const GUESSES_A_DAY_MAX = { person: 30, program: 1000 } as const;
const DAY_SECONDS = 86_400;

/**
 * Counts one look at a pupil's number or address and writes it down.
 * @throws DomainError rate_limited with `perDay`
 */
export async function noteLook(
  deps: Deps,
  tx: SchoolTx,
  look: { event: (typeof LOOKS)[number]; actor: Actor; pupilId: string; note?: string },
): Promise<void> {
  await lockActor(tx, look.actor.id);
  await refuseLooks(deps, tx, look.actor);
  await appendAudit(tx, deps.now(), look);
}

/** Counts a number that was tried, and writes it down without the number. @throws DomainError rate_limited with `perDay` */
export async function noteGuess(
  deps: Deps,
  tx: SchoolTx,
  guess: { event: (typeof GUESSES)[number]; actor: Actor },
): Promise<void> {
  await lockActor(tx, guess.actor.id);
  await refuseGuesses(deps, tx, guess.actor);
  await appendAudit(tx, deps.now(), guess);
}

/** What somebody may still be told of numbers today, and of whom they were told already. */
export type GuessAllowance = {
  readonly left: number;
  readonly perDay: number;
  readonly met: ReadonlySet<string>;
};

/** @throws DomainError rate_limited with `perDay` where nothing is left */
export async function guessAllowance(deps: Deps, tx: SchoolTx, actor: Actor): Promise<GuessAllowance> {
  const perDay = perDayOf(actor);
  const of = { events: GUESSES, actorId: actor.id, sinceAt: deps.now() - DAY_SECONDS };
  const left = perDay - (await countEventsSince(tx, of));
  if (left <= 0) throw new DomainError('rate_limited', { perDay });
  return { left, perDay, met: new Set(await pupilsMetSince(tx, of)) };
}

/** Refused before it is looked: whether a number is known must not be told by another refusal. */
export async function refuseLookers(deps: Deps, tx: SchoolTx, actor: Actor): Promise<void> {
  await refuseGuesses(deps, tx, actor);
  await refuseLooks(deps, tx, actor);
}

/**
 * Runs a change that may name a personal number: that the number is another pupil's is counted and written down, although
 * nothing of the change stays.
 * @throws DomainError rate_limited with `perDay`; what `work` throws
 */
export async function changeWithPersonalId<T>(
  deps: Pick<SchoolDeps, 'store' | 'now'>,
  { school, actor, names }: Acting & { readonly names: boolean },
  work: (tx: SchoolTx) => Promise<T>,
): Promise<T> {
  try {
    return await inSchool(deps.store, school, async (tx) => {
      if (names) await refuseGuesses(deps, tx, actor);
      return work(tx);
    });
  } catch (error) {
    if (error instanceof DomainError && error.type === 'personal_id_taken')
      await inSchool(deps.store, school, (tx) => noteGuess(deps, tx, { event: 'personal_id_taken', actor }));
    throw error;
  }
}

function refuseLooks(deps: Deps, tx: SchoolTx, actor: Actor): Promise<void> {
  return refuse(deps, tx, { events: LOOKS, actorId: actor.id, perDay: LOOKS_A_DAY_MAX });
}

function refuseGuesses(deps: Deps, tx: SchoolTx, actor: Actor): Promise<void> {
  return refuse(deps, tx, { events: GUESSES, actorId: actor.id, perDay: perDayOf(actor) });
}

function perDayOf({ kind }: Actor): number {
  return kind === 'api' ? GUESSES_A_DAY_MAX.program : GUESSES_A_DAY_MAX.person;
}

async function refuse(
  deps: Deps,
  tx: SchoolTx,
  of: { events: readonly string[]; actorId: string; perDay: number },
): Promise<void> {
  const seen = await countEventsSince(tx, { ...of, sinceAt: deps.now() - DAY_SECONDS });
  if (seen >= of.perDay) throw new DomainError('rate_limited', { perDay: of.perDay });
}
