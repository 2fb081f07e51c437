import { DomainError } from '@mleg/core/errors';
import { type Lane, type Lent, type RunStatement, runOn, type Store, whileLent } from './pool.ts';
import { asUnavailable, isLostConnection } from './unavailable.ts';

/** A transaction behind one school's wall. Every store function on tenant tables takes one. */
export type SchoolTx = { readonly school: number; readonly run: RunStatement };

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';
const TRIES_MAX = 3;

/** The connection had died while it lay idle: nothing was asked of it yet, and another one may do. */
class LostWhileIdle extends Error {}

/**
 * Runs `work` in one transaction with the school set; commits its result, rolls back when it throws. A deadlock, and a
 * connection that had died while it lay idle, is tried again from the start, so `work` must do nothing but SQL.
 * @param school number in school_directory
 * @throws DomainError unavailable when the database is away or busy. Where its answer to the commit was lost, the work may
 * be done or not: whoever repeats must be able to (guarded writes, an `Idempotency-Key`)
 */
export async function inSchool<T>(
  store: Store,
  school: number,
  work: (tx: SchoolTx) => Promise<T>,
  lane: Lane = 'work',
): Promise<T> {
  if (!Number.isInteger(school) || school < 1) throw new DomainError('not_found');
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(store, { school, lane }, work);
    } catch (error) {
      const isLast = attempt === TRIES_MAX;
      if (error instanceof LostWhileIdle && isLast) throw asUnavailable(error.cause);
      if (isLast || !(error instanceof LostWhileIdle || isRetryable(error))) throw asUnavailable(error);
    }
  }
}

async function once<T>(
  store: Store,
  { school, lane }: { school: number; lane: Lane },
  work: (tx: SchoolTx) => Promise<T>,
): Promise<T> {
  const { client, release } = await store.connect(school, lane);
  let broken: Error | undefined;
  try {
    await begin(client, school);
    const result = await whileLent(lane, () =>
      work({ school, run: (statement, values) => runOn(client, statement, values) }),
    );
    const { command } = await client.query('commit');
    // What a swallowed error has aborted is rolled back by a commit, without an error of its own.
    if (command !== 'COMMIT')
      throw new Error('the transaction was aborted by an error that nobody passed on');
    return result;
  } catch (error) {
    broken = await rollBack(client, error);
    throw error;
  } finally {
    release(broken);
  }
}

async function begin(client: Lent['client'], school: number): Promise<void> {
  try {
    await client.query(`begin; set local mleg.school = '${school}'`);
  } catch (error) {
    if (isLostConnection(error) && isTerminated(error))
      throw new LostWhileIdle('lost while idle', { cause: error });
    throw error;
  }
}

/** Ended by somebody, not merely slow: a database that hangs is not asked again at once. */
function isTerminated(error: unknown): boolean {
  return error instanceof Error && !/timeout/i.test(error.message);
}

/** A connection that cannot roll back must not return to the pool with the school still set. */
async function rollBack(client: Lent['client'], cause: unknown): Promise<Error | undefined> {
  // Of a connection that is gone, or does not answer, nothing more is asked.
  if (cause instanceof LostWhileIdle) return cause;
  if (isLostConnection(cause)) return cause as Error;
  return client.query('rollback').then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error('rollback failed')),
  );
}

function isRetryable(error: unknown): boolean {
  const code = sqlState(error);
  return code === SERIALIZATION_FAILURE || code === DEADLOCK;
}

const SAVEPOINT = { name: 'savepoint', text: 'savepoint part' };
const RELEASE = { name: 'savepoint-release', text: 'release savepoint part' };
const ROLL_BACK = { name: 'savepoint-rollback', text: 'rollback to savepoint part' };

/** Runs a part of a transaction that may fail without taking the rest with it. */
export async function inSavepoint<T>(tx: SchoolTx, work: () => Promise<T>): Promise<T> {
  await tx.run(SAVEPOINT);
  try {
    const result = await work();
    await tx.run(RELEASE);
    return result;
  } catch (error) {
    if (!isLostConnection(error)) await tx.run(ROLL_BACK);
    throw error;
  }
}

const FORGET_PLANS = { name: 'forget-plans', text: 'discard plans' };

/**
 * Lets the database plan this connection's statements anew. While a table is nearly empty every index of it looks as
 * good as any other; a plan that was kept from then reads a whole school for one row.
 */
export async function forgetPlans(tx: SchoolTx): Promise<void> {
  await tx.run(FORGET_PLANS);
}

/** SQLSTATE of a database error, else undefined. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether the error is a broken unique constraint, of the given name if one is given. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (sqlState(error) !== '23505') return false;
  return constraint === undefined || (error as { constraint?: string }).constraint === constraint;
}

/** The one row of an answer, undefined when there is none. */
export function firstRow<Row>(rows: readonly Row[]): Row | undefined {
  return rows[0];
}

/** The one row that must be there: the statement is one that always answers. */
export function onlyRow<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error('a statement that always answers gave no row');
  return row;
}
