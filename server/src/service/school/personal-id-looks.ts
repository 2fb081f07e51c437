import { DomainError } from '@mleg/core/errors';
import { appendAudit } from '../../audit/append.ts';
import { countEventsSince, lockActor } from '../../store/audit-counts.ts';
import { inSchool, type SchoolTx } from '../../store/tenant.ts';
import type { Acting, SchoolDeps } from './school-deps.ts';

type Deps = Pick<SchoolDeps, 'now'>;
type Actor = Acting['actor'];

/** What tells somebody a personal number or an address, or whether a number is a pupil's (security.md C6). */
const LOOKS = ['field_revealed', 'personal_id_searched', 'personal_id_taken'] as const;
/** A person looks up this many a day. A program that sends a register under other ids is told of each pupil once. */
const LOOKS_A_DAY_MAX = { person: 200, program: 1000 } as const;
/** Who searches for numbers of nobody guesses: a typing error now and then is a person's. */
const MISSES_A_DAY_MAX = 30;
const DAY_SECONDS = 86_400;

/**
 * Counts one look and writes it down, with the pupil it was about.
 * @throws DomainError rate_limited with `perDay`
 */
export async function noteLook(
  deps: Deps,
  tx: SchoolTx,
  look: { event: (typeof LOOKS)[number]; actor: Actor; pupilId?: string; note?: string },
): Promise<void> {
  await lockActor(tx, look.actor.id);
  await refuseTooMany(deps, tx, look.actor);
  await appendAudit(tx, deps.now(), look);
}

/** Counts a search for a number that is nobody's. @throws DomainError rate_limited with `perDay` */
export async function noteMiss(deps: Deps, tx: SchoolTx, actor: Actor): Promise<void> {
  await lockActor(tx, actor.id);
  await refuseMisses(deps, tx, actor);
  await refuseTooMany(deps, tx, actor);
  await appendAudit(tx, deps.now(), { event: 'personal_id_missed', actor });
}

/** Refused before it is looked: whether a number is known must not be told by another refusal. */
export async function refuseLookers(deps: Deps, tx: SchoolTx, actor: Actor): Promise<void> {
  await refuseMisses(deps, tx, actor);
  await refuseTooMany(deps, tx, actor);
}

/**
 * Runs a change that names a personal number: that the number is another pupil's is told, counted and written down like a
 * look at it, although nothing of the change stays.
 * @throws DomainError rate_limited with `perDay`; what `work` throws
 */
export async function changeWithPersonalId<T>(
  deps: Pick<SchoolDeps, 'store' | 'now'>,
  { school, actor, names }: Acting & { readonly names: boolean },
  work: (tx: SchoolTx) => Promise<T>,
): Promise<T> {
  try {
    return await inSchool(deps.store, school, async (tx) => {
      if (names) await refuseTooMany(deps, tx, actor);
      return work(tx);
    });
  } catch (error) {
    if (error instanceof DomainError && error.type === 'personal_id_taken')
      await inSchool(deps.store, school, (tx) => noteLook(deps, tx, { event: 'personal_id_taken', actor }));
    throw error;
  }
}

async function refuseTooMany(deps: Deps, tx: SchoolTx, actor: Actor): Promise<void> {
  const perDay = actor.kind === 'api' ? LOOKS_A_DAY_MAX.program : LOOKS_A_DAY_MAX.person;
  await refuse(deps, tx, { events: LOOKS, actorId: actor.id, perDay });
}

async function refuseMisses(deps: Deps, tx: SchoolTx, actor: Actor): Promise<void> {
  await refuse(deps, tx, { events: ['personal_id_missed'], actorId: actor.id, perDay: MISSES_A_DAY_MAX });
}

async function refuse(
  deps: Deps,
  tx: SchoolTx,
  of: { events: readonly string[]; actorId: string; perDay: number },
): Promise<void> {
  const seen = await countEventsSince(tx, { ...of, sinceAt: deps.now() - DAY_SECONDS });
  if (seen >= of.perDay) throw new DomainError('rate_limited', { perDay: of.perDay });
}
