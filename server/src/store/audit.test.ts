import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createTestDatabase } from '@mleg/testing/harness/database';
import pg from 'pg';
import { appendAudit } from '../audit/append.ts';
import { createVault } from '../keys/vault.ts';
import { firstBrokenAudit, sealAudit } from './audit.ts';
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
let rspo = 0;
after(async () => {
  await store.close();
  await owner.end().catch(() => undefined);
});

async function schoolWithHistory(events: number): Promise<number> {
  rspo += 1;
  const school = await createSchool(store, vault, { rspo: String(rspo), ...facts }, 1);
  for (let at = 1; at <= events; at += 1) {
    await inSchool(store, school, (tx) =>
      appendAudit(tx, at, { event: 'order_accepted', actor: { kind: 'staff', id: 'a' }, subject: `o${at}` }),
    );
  }
  return school;
}

test('seals new rows once, in order, and finds the chain whole', async () => {
  const school = await schoolWithHistory(20);
  assert.equal(await sealAudit(store, school), 20);
  assert.equal(await sealAudit(store, school), 0);
  assert.equal(await firstBrokenAudit(store, school), null);
});

test('seals each row once when several servers seal at the same time', async () => {
  const school = await schoolWithHistory(50);
  const sealed = await Promise.all(Array.from({ length: 4 }, () => sealAudit(store, school)));
  assert.equal(
    sealed.reduce((sum, count) => sum + count, 0),
    50,
  );
  assert.equal(await firstBrokenAudit(store, school), null);
});

const DEEDS: readonly [deed: string, sql: string, found: number][] = [
  ['altered', `update audit_event set event = 'other' where school_id = $1 and sealed_no = 7`, 7],
  ['taken out', 'delete from audit_event where school_id = $1 and sealed_no = 7', 7],
  ['taken from the end', 'delete from audit_event where school_id = $1 and sealed_no = 20', 20],
  ['blamed on another', `update audit_event set actor_id = 'b' where school_id = $1 and sealed_no = 1`, 1],
];

for (const [deed, sql, found] of DEEDS) {
  test(`finds a row that the database's owner has ${deed} (security H8)`, async () => {
    const school = await schoolWithHistory(20);
    await sealAudit(store, school);
    await owner.query('alter table audit_event no force row level security');
    await owner.query(sql, [school]);
    await owner.query('alter table audit_event force row level security');
    assert.equal(await firstBrokenAudit(store, school), found);
    assert.equal(await firstBrokenAudit(store, school, { pageMax: 3 }), found, 'page by page');
  });
}

test('follows a chain that grows while it is followed, and calls it whole', async () => {
  const school = await schoolWithHistory(30);
  const grow = async (): Promise<void> => {
    for (let at = 0; at < 40; at += 1) {
      await inSchool(store, school, (tx) =>
        appendAudit(tx, 100 + at, { event: 'order_accepted', actor: { kind: 'staff', id: 'a' } }),
      );
      await sealAudit(store, school);
    }
  };
  const growing = { isDone: false };
  const done = grow().finally(() => {
    growing.isDone = true;
  });
  while (!growing.isDone) assert.equal(await firstBrokenAudit(store, school, { pageMax: 7 }), null);
  await done;
  assert.equal(await firstBrokenAudit(store, school, { pageMax: 7 }), null);
});

test('a change that is rolled back leaves no history', async () => {
  const school = await schoolWithHistory(1);
  await assert.rejects(
    inSchool(store, school, async (tx) => {
      await appendAudit(tx, 2, { event: 'order_refused', actor: { kind: 'staff', id: 'a' } });
      throw new Error('stop');
    }),
  );
  assert.equal(await sealAudit(store, school), 1);
});
