import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase } from '@mleg/testing/harness/database';
import pg from 'pg';
import { migrate } from './migrate.ts';

const { ownerUrl } = await createTestDatabase();

async function asOwner(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query(text);
  await client.end();
}

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
