import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createTestDatabase } from '@mleg/testing/harness/database';
import pg from 'pg';
import { applyFunctions } from './apply-functions.ts';
import { migrate } from './migrate.ts';

const { ownerUrl } = await createTestDatabase();

async function asOwner<Row extends object>(text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const { rows } = await client.query<Row>(text);
  await client.end();
  return rows;
}

test('an index by the id of another row is led by that id, not by the school (004-indexes-by-id)', async () => {
  const led = await asOwner<{ index: string }>(`select i.indexrelid::regclass::text as index from pg_index i
    join pg_class c on c.oid = i.indexrelid and c.relnamespace = 'public'::regnamespace
    join pg_attribute first on first.attrelid = i.indrelid and first.attnum = i.indkey[0]
    join pg_attribute second on second.attrelid = i.indrelid and second.attnum = i.indkey[1]
    where first.attname = 'school_id' and second.attname like '%\\_id'
      and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid)`);
  assert.deepEqual(led, []);
});

test('applies nothing a second time, also when several servers start at once', async () => {
  const results = await Promise.all(Array.from({ length: 4 }, () => migrate(ownerUrl, {})));
  assert.deepEqual(
    results,
    Array.from({ length: 4 }, () => ({ applied: [] })),
  );
});

test('refuses a migration whose text has changed, and a database that is newer than the program', async () => {
  await asOwner(`update migration set checksum = 'x' || checksum where name = '001-schema'`);
  await assert.rejects(migrate(ownerUrl, {}), /001-schema was changed/);
  await asOwner(`update migration set checksum = substr(checksum, 2) where name = '001-schema'`);
  await asOwner(`insert into migration (name, checksum) values ('999-later', 'x')`);
  await assert.rejects(migrate(ownerUrl, {}), /newer than this program/);
  await asOwner(`delete from migration where name = '999-later'`);
  assert.deepEqual(await migrate(ownerUrl, {}), { applied: [] });
});

async function withFunctions<T>(folder: URL, work: (applied: string[]) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return await work(await applyFunctions(client, folder));
  } finally {
    await client.end();
  }
}

test('a function whose text has changed is applied again, without a migration; a new signature leaves no old one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mleg-functions-'));
  await cp(new URL('./functions/', import.meta.url), folder, { recursive: true });
  const url = pathToFileURL(`${folder}/`);
  const write = (sql: string) => writeFile(join(folder, 'three.sql'), sql);
  await write('create or replace function three() returns integer language sql as $$ select 3 $$;');
  assert.deepEqual(await withFunctions(url, async (applied) => applied), ['functions/three']);
  assert.deepEqual(await withFunctions(url, async (applied) => applied), []);
  await write(
    'create or replace function three(p_more integer) returns bigint language sql as $$ select 3::bigint + p_more $$;',
  );
  assert.deepEqual(await withFunctions(url, async (applied) => applied), ['functions/three']);
  const signatures = () =>
    asOwner<{ args: string }>(
      `select pg_get_function_arguments(oid) as args from pg_proc where proname = 'three'`,
    );
  assert.deepEqual(await signatures(), [{ args: 'p_more integer' }]);
  await write('create or replace function three() returns integer language plpgsql as $$ this is no SQL $$;');
  await assert.rejects(
    withFunctions(url, async () => undefined),
    /function three failed/,
  );
  assert.deepEqual(await signatures(), [{ args: 'p_more integer' }], 'all or nothing');
  await rm(join(folder, 'three.sql'));
  assert.deepEqual(
    await withFunctions(url, async (applied) => applied),
    ['functions/three'],
    'a text that is gone',
  );
  assert.deepEqual(await signatures(), []);
  assert.deepEqual(await migrate(ownerUrl, {}), { applied: [] });
  await rm(folder, { recursive: true });
});

test('every function of the database that is ours has its text in functions/, triggers keep theirs', async () => {
  const ours = await asOwner<{ name: string }>(`select p.proname as name from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prorettype <> 'trigger'::regtype
      and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
      and p.proname not in (select name from function_text)`);
  assert.deepEqual(ours, []);
  assert.equal((await asOwner(`select 1 from pg_trigger where tgname = 'mobile_id_told'`)).length, 1);
});
