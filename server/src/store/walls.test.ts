import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createTestDatabase } from '@mleg/testing/harness/database';
import pg from 'pg';
import { createVault } from '../keys/vault.ts';
import { openStore } from './pool.ts';
import { createSchool } from './schools.ts';
import { inSchool } from './tenant.ts';

const database = await createTestDatabase();
const store = openStore({ app: database.appUrl, public: database.publicUrl });
const owner = new pg.Client({ connectionString: database.ownerUrl });
await owner.connect();
owner.on('error', () => undefined);
const facts = { name: 'Szkoła', shortName: 'S', address: 'ul. Próbna 1' };
const vault = createVault(Buffer.alloc(32, 1));
const mine = await createSchool(store, vault, { rspo: '1', ...facts }, 1);
const other = await createSchool(store, vault, { rspo: '2', ...facts }, 1);
after(async () => {
  await store.close();
  await owner.end().catch(() => undefined);
});

/** Tables that have no wall, by name (design.md section 4). */
const OPEN_TABLES = [
  'account',
  'account_school',
  'check_session',
  'function_text',
  'job',
  'lock_code',
  'login_link',
  'migration',
  'operator_setting',
  'school_directory',
  'session',
  'status_list',
  'status_mark',
  'trust_entry',
  'typed_code',
];

async function tables(): Promise<
  { name: string; hasWall: boolean; isForced: boolean; firstKey: string | null }[]
> {
  const { rows } = await owner.query<{
    name: string;
    hasWall: boolean;
    isForced: boolean;
    firstKey: string | null;
  }>(
    `select c.relname as name, c.relrowsecurity as "hasWall", c.relforcerowsecurity as "isForced",
       (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
         where i.indrelid = c.oid and i.indisprimary) as "firstKey"
     from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1`,
  );
  return rows;
}

test('every table has a forced wall and school_id first in its key, or is named as open', async () => {
  const found = await tables();
  const walled = found.filter((table) => table.hasWall);
  assert.ok(walled.length > 20);
  for (const table of walled) {
    assert.ok(table.isForced, table.name);
    assert.equal(table.firstKey, 'school_id', table.name);
  }
  assert.deepEqual(
    found.filter((table) => !table.hasWall).map((table) => table.name),
    OPEN_TABLES,
  );
});

test('fails on every tenant table while no school is set', async () => {
  for (const table of (await tables()).filter(({ hasWall }) => hasWall)) {
    await assert.rejects(
      store.run({ name: `open-${table.name}`, text: `select count(*) from ${table.name}` }),
      table.name,
    );
  }
});

test('shows nothing of another school, and writes nothing into it', async () => {
  const rows = await inSchool(store, mine, (tx) =>
    tx.run<{ school_id: number }>({ name: 'all-schools', text: 'select school_id from school' }),
  );
  assert.deepEqual(rows, [{ school_id: mine }]);
  const insert = {
    name: 'foreign-insert',
    text: `insert into audit_event (school_id, at, event, actor_kind, actor_id) values ($1, 1, 'x', 'system', 'x')`,
  };
  await assert.rejects(
    inSchool(store, mine, (tx) => tx.run(insert, [other])),
    /row-level security/,
  );
  const update = {
    name: 'foreign-update',
    text: `update school set basis = 'objection' where school_id = $1 returning 1`,
  };
  assert.deepEqual(await inSchool(store, mine, (tx) => tx.run(update, [other])), []);
  const move = { name: 'foreign-move', text: 'update school set school_id = $2 where school_id = $1' };
  await assert.rejects(inSchool(store, mine, (tx) => tx.run(move, [mine, other])));
});

test('forgets the school with the transaction, after a commit and after a failure', async () => {
  const count = { name: 'count-pupils', text: 'select count(*) from pupil' };
  for (let time = 0; time < 20; time += 1) {
    await inSchool(store, mine, (tx) => tx.run(count));
    await assert.rejects(
      inSchool(store, mine, async (tx) => {
        await tx.run(count);
        throw new Error('stop');
      }),
      /stop/,
    );
    await assert.rejects(store.run(count));
  }
});

test('the app role cannot change the schema, delete history or get around the walls', async () => {
  for (const text of [
    'create table x (a integer)',
    'alter table pupil disable row level security',
    'drop policy wall on pupil',
    'truncate audit_event',
    'set role mleg_public',
  ]) {
    await assert.rejects(store.run({ name: `ddl-${text.length}`, text }), text);
  }
  for (const text of ['update audit_event set at = 2', 'delete from audit_event', 'delete from pupil']) {
    await assert.rejects(
      inSchool(store, mine, (tx) => tx.run({ name: `history-${text.length}`, text })),
      /permission denied/,
    );
  }
  const { rows } = await owner.query<{ ok: boolean }>(
    `select bool_and(not rolsuper and not rolbypassrls and not rolcreaterole and not rolcreatedb) as ok
     from pg_roles where rolname in ('mleg_app', 'mleg_public')`,
  );
  assert.deepEqual(rows, [{ ok: true }]);
});

test('the public role reads status marks, the trust entries and the directory, and nothing else', async () => {
  const readable = ['operator_setting', 'school_directory', 'status_list', 'status_mark', 'trust_entry'];
  const { rows } = await owner.query<{ name: string }>(
    `select relname as name from pg_class where relkind in ('r', 'v') and relnamespace = 'public'::regnamespace
       and has_table_privilege('mleg_public', oid, 'select') order by 1`,
  );
  assert.deepEqual(
    rows.map((row) => row.name),
    readable,
  );
  for (const name of readable) await store.runPublic({ name, text: `select count(*) from ${name}` });
  await assert.rejects(
    store.runPublic({ name: 'public-write', text: 'insert into status_mark values (0, 0, 1)' }),
    /permission denied/,
  );
});

test('refuses a school number that is none before it reaches the database', async () => {
  for (const school of [0, -1, 1.5, Number.NaN]) {
    await assert.rejects(
      inSchool(store, school, async () => undefined),
      { type: 'not_found' },
    );
  }
});
