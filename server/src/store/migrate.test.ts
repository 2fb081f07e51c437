import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase } from '@mleg/testing/harness/database';
import pg from 'pg';
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
