import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createTestDatabase } from '@mleg/testing/harness/database';
import pg from 'pg';
import { createVault } from '../keys/vault.ts';
import { openStore, sharesOf } from './pool.ts';
import { createSchool } from './schools.ts';
import { inSavepoint, inSchool, type SchoolTx } from './tenant.ts';
import { asUnavailable } from './unavailable.ts';

/** A database that is lost at every step of a request, and one that is busy. */

const database = await createTestDatabase();
const store = openStore({ app: database.appUrl, public: database.publicUrl }, 16);
const owner = new pg.Client({ connectionString: database.ownerUrl });
owner.on('error', () => undefined);
await owner.connect();
const vault = createVault(Buffer.alloc(32, 1));
const facts = { name: 'Szkoła', shortName: 'S', address: 'ul. Próbna 1' };
const school = await createSchool(store, vault, { rspo: '1', ...facts }, 1);
const other = await createSchool(store, vault, { rspo: '2', ...facts }, 1);
after(async () => {
  await store.close();
  await owner.end().catch(() => undefined);
});

const AWAY = { name: 'DomainError', type: 'unavailable', details: { reason: 'database' } };
const BUSY = { name: 'DomainError', type: 'unavailable', details: { reason: 'busy' } };
const PID = { name: 'pid', text: 'select pg_backend_pid() as pid' };
const ONE = { name: 'one', text: 'select 1 as one' };
const SLEEP = { name: 'sleep', text: 'select pg_sleep(5)' };
const LATE = { name: 'late', text: 'select pg_sleep(0.3)' };
const WRITE = { name: 'write', text: 'update school set letter_days = 21 where school_id = $1' };

const pidOf = async (tx: SchoolTx): Promise<number> => (await tx.run<{ pid: number }>(PID))[0]?.pid ?? 0;
const end = (pid: number): Promise<unknown> => owner.query('select pg_terminate_backend($1, 2000)', [pid]);
const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
const works = async (): Promise<void> => {
  assert.deepEqual(await store.run(ONE), [{ one: 1 }]);
  assert.deepEqual(await inSchool(store, school, (tx) => tx.run(ONE)), [{ one: 1 }]);
};

test('a connection that is lost between two statements of a transaction is a 503 for its request only', async () => {
  const lost = inSchool(store, school, async (tx) => {
    await end(await pidOf(tx));
    await pause(50);
    return tx.run(ONE);
  });
  await assert.rejects(lost, AWAY);
  await works();
});

test('a connection that is lost while the transaction does something else ends nothing, also where no statement follows', async () => {
  const lost = inSchool(store, school, async (tx) => {
    await end(await pidOf(tx));
    await pause(50);
  });
  await assert.rejects(lost, AWAY, 'its commit cannot be told');
  await works();
});

test('a connection that is lost within a statement is a 503, and so is one within a savepoint', async () => {
  for (const around of [
    (_tx: SchoolTx, work: () => Promise<unknown>) => work(),
    (tx: SchoolTx, work: () => Promise<unknown>) => inSavepoint(tx, work),
  ]) {
    const lost = inSchool(store, school, async (tx) => {
      const pid = await pidOf(tx);
      setTimeout(() => void end(pid), 30);
      await around(tx, () => tx.run(SLEEP));
    });
    await assert.rejects(lost, AWAY);
    await works();
  }
});

test('a connection that is lost while it commits is a 503; what was written is there whole or not at all', async () => {
  const read = { name: 'read-days', text: 'select letter_days as days from school where school_id = $1' };
  await inSchool(store, school, async (tx) => {
    const pid = await pidOf(tx);
    await tx.run(WRITE, [school]);
    setImmediate(() => void end(pid));
  }).catch((error: unknown) => assert.equal((error as { type?: string }).type, 'unavailable'));
  const [row] = await inSchool(store, school, (tx) => tx.run<{ days: number }>(read, [school]));
  assert.ok(row?.days === 14 || row?.days === 21);
  await works();
});

test('connections that are lost while they lie idle are replaced without anybody noticing', async () => {
  await works();
  await owner.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await pause(100);
  await works();
});

test('a transaction that an error aborted is never told as done, even where the error was swallowed', async () => {
  const swallowing = inSchool(store, school, async (tx) => {
    await tx.run({ name: 'wrong', text: 'select 1/0' }).catch(() => undefined);
    return 'done';
  });
  await assert.rejects(swallowing, /aborted by an error/);
});

test('a database that is read-only, starting, full or out of places is a 503; a fault of ours is none', () => {
  const error = (code: string): unknown =>
    asUnavailable(Object.assign(new Error('x'), code === '' ? {} : { code }));
  const reason = (code: string): unknown =>
    (error(code) as { details?: { reason?: string } }).details?.reason;
  for (const code of [
    ...['25006', '57P01', '57P02', '57P03', '53100', '53200', '08006', '08003', '58030', '28P01', '3D000'],
    ...['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT'],
  ])
    assert.equal(reason(code), 'database', code);
  for (const code of ['53300', '40001', '40P01', '55P03', '57014']) assert.equal(reason(code), 'busy', code);
  for (const code of ['23505', '42P01', '22P02', 'XX000', '']) assert.equal(reason(code), undefined, code);
  for (const words of [
    'Connection terminated unexpectedly',
    'Query read timeout',
    'timeout exceeded when trying to connect',
    'Cannot use a pool after calling end on the pool',
  ])
    assert.equal((asUnavailable(new Error(words)) as { type?: string }).type, 'unavailable', words);
});

test('a write into a database that has become read-only is a 503', async () => {
  const readOnly = inSchool(store, school, async (tx) => {
    await tx.run({ name: 'read-only', text: 'set transaction read only' });
    await tx.run(WRITE, [school]);
  });
  await assert.rejects(readOnly, AWAY);
  await works();
});

test('a request that would take a second connection inside its transaction is refused at once: two of them would wait for ever', async () => {
  for (const second of [
    () => store.run(ONE),
    () => store.runStep(school, ONE, []),
    () => inSchool(store, school, (tx) => tx.run(ONE)),
  ])
    await assert.rejects(
      inSchool(store, school, () => second(), 'urgent'),
      /a second connection inside a transaction/,
    );
  await works();
});

test('a school that holds all its places makes no other school, log-in or step of the protocol wait', async () => {
  const full = Array.from({ length: 40 }, () => inSchool(store, school, (tx) => tx.run(LATE)));
  const steps = Array.from({ length: 20 }, () => store.runStep(school, LATE, []));
  await pause(30);
  const began = performance.now();
  await Promise.all([
    inSchool(store, other, (tx) => tx.run(ONE)),
    inSchool(store, other, (tx) => tx.run(ONE), 'urgent'),
    store.run(ONE),
    store.runStep(other, ONE, []),
    store.runPublic(ONE),
  ]);
  assert.ok(performance.now() - began < 280, 'sooner than one of its statements ends');
  await Promise.all([...full, ...steps]);
});

test('a school’s files go one after the other; a further queue of them is refused as busy', async () => {
  const began = performance.now();
  const two = Array.from({ length: 2 }, () => inSchool(store, school, (tx) => tx.run(LATE), 'bulk'));
  await Promise.all(two);
  assert.ok(performance.now() - began > 550, 'one after the other');
  const many = await Promise.allSettled(
    Array.from({ length: 12 }, () => inSchool(store, school, (tx) => tx.run(LATE), 'bulk')),
  );
  const refused = many.filter((one) => one.status === 'rejected');
  assert.ok(refused.length > 0);
  for (const { reason } of refused) assert.equal((reason as { type?: string }).type, 'unavailable');
});

test('who waits for another one’s lock longer than is of use hears that it is busy', async () => {
  const lock = { name: 'lock', text: 'select 1 from school where school_id = $1 for update' };
  let free = (): void => undefined;
  const held = inSchool(store, school, async (tx) => {
    await tx.run(lock, [school]);
    await new Promise<void>((resolve) => {
      free = resolve;
    });
  });
  await pause(50);
  await assert.rejects(
    inSchool(store, school, (tx) => tx.run(lock, [school]), 'urgent'),
    BUSY,
  );
  free();
  await held;
});

test('with the fewest connections everything still has its share, and nothing stands still', async () => {
  assert.deepEqual(sharesOf(2), {
    quick: { total: 1, perSchool: 1 },
    work: { total: 1, perSchool: 1 },
    bulk: { total: 1, perSchool: 1 },
  });
  const small = openStore({ app: database.appUrl, public: database.publicUrl }, 2);
  const all = Array.from({ length: 60 }, (_, at) =>
    at % 3 === 0
      ? small.run(ONE)
      : inSchool(small, at % 2 === 0 ? school : other, (tx) => tx.run(ONE), at % 5 === 0 ? 'urgent' : 'work'),
  );
  await Promise.all(all);
  await small.close();
});

test('for each share the statements of all schools together never take more connections than it has', () => {
  for (let connections = 2; connections <= 200; connections += 1) {
    const { quick, work, bulk } = sharesOf(connections);
    assert.ok(quick.total + work.total <= Math.max(2, connections));
    assert.ok(bulk.total <= work.total);
    for (const share of [quick, work]) assert.ok(share.total === 1 || share.perSchool < share.total);
  }
});
