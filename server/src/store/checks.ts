import type { Store } from './pool.ts';
import { firstRow } from './tenant.ts';

/** Online checks: no school and no pupil, one sealed column, gone after minutes. */

export type CheckRow = {
  readonly id: string;
  readonly profile: string;
  readonly state: 'waiting' | 'opened' | 'done' | 'declined' | 'expired';
  readonly secretHash: Buffer;
  readonly dataSealed: Buffer;
  readonly createdAt: number;
  readonly expiresAt: number;
};

const COLUMNS = `id, profile, state, secret_hash as "secretHash", data_sealed as "dataSealed",
  created_at as "createdAt", expires_at as "expiresAt"`;
/** States in which an answer may still come. */
const OPEN = `state = any ('{waiting,opened}')`;

const INSERT = {
  name: 'check-insert',
  text: `insert into check_session (id, profile, state, secret_hash, code_hash, code_expires_at, data_sealed, created_at, expires_at)
    values ($1, $2, 'waiting', $3, $4, $5, $6, $7, $8)
    on conflict (code_hash) where code_hash is not null do nothing returning id`,
};
const FIND = {
  name: 'check-find',
  text: `select ${COLUMNS} from check_session where id = $1 and expires_at > $2`,
};
const OPEN_REQUEST = {
  name: 'check-open',
  text: `update check_session set state = 'opened' where id = $1 and ${OPEN} and created_at > $2 returning ${COLUMNS}`,
};
const FINISH = {
  name: 'check-finish',
  text: `update check_session set state = $2, data_sealed = $3, code_hash = null
    where id = $1 and ${OPEN} and created_at > $4 returning id`,
};
// The row lock makes one of two simultaneous takers find nothing.
const TAKE_CODE = {
  name: 'check-take-code',
  text: `update check_session set code_hash = null
    where code_hash = $1 and code_expires_at > $2 and state = 'waiting' returning id`,
};
const SWEEP = { name: 'check-sweep', text: 'delete from check_session where expires_at <= $1' };

/** Stores a new check; false when another one has the same code. */
export async function insertCheck(
  store: Pick<Store, 'run'>,
  check: Omit<CheckRow, 'state'> & { codeHash: Buffer; codeExpiresAt: number },
): Promise<boolean> {
  const { id, profile, secretHash, codeHash, codeExpiresAt, dataSealed, createdAt, expiresAt } = check;
  const values = [id, profile, secretHash, codeHash, codeExpiresAt, dataSealed, createdAt, expiresAt];
  return (await store.run(INSERT, values)).length === 1;
}

/** A check that is still kept. */
export async function findCheck(
  store: Pick<Store, 'run'>,
  id: string,
  nowAt: number,
): Promise<CheckRow | undefined> {
  return firstRow(await store.run<CheckRow>(FIND, [id, nowAt]));
}

/** Notes that a wallet has fetched the request; undefined where no answer is awaited any more. @param createdAfterAt oldest check that may be answered */
export async function openCheck(
  store: Pick<Store, 'run'>,
  id: string,
  createdAfterAt: number,
): Promise<CheckRow | undefined> {
  return firstRow(await store.run<CheckRow>(OPEN_REQUEST, [id, createdAfterAt]));
}

/** Ends a check, once: false for the second of two answers. */
export async function finishCheck(
  store: Pick<Store, 'run'>,
  end: { id: string; state: 'done' | 'declined'; dataSealed: Buffer; createdAfterAt: number },
): Promise<boolean> {
  const rows = await store.run(FINISH, [end.id, end.state, end.dataSealed, end.createdAfterAt]);
  return rows.length === 1;
}

/** Uses a code up; the check behind it. */
export async function takeCheckCode(
  store: Pick<Store, 'run'>,
  codeHash: Buffer,
  nowAt: number,
): Promise<string | undefined> {
  return firstRow(await store.run<{ id: string }>(TAKE_CODE, [codeHash, nowAt]))?.id;
}

/** Deletes what is past its time. */
export async function sweepChecks(store: Pick<Store, 'run'>, nowAt: number): Promise<void> {
  await store.run(SWEEP, [nowAt]);
}
