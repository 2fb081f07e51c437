import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { createTestDatabase } from '@mleg/testing/harness/database';
import pg from 'pg';
import { createSchema, migrate } from './migrate.ts';
import { MIGRATIONS, readMigration } from './migrations.ts';

/** What has landed once stays as it is, and the data of every earlier state come through what was added since. */

const FOLDER = new URL('./migrations/', import.meta.url);
const { ownerUrl } = await createTestDatabase();
const client = new pg.Client({ connectionString: ownerUrl });
await client.connect();
client.on('error', () => undefined);
after(() => client.end().catch(() => undefined));

test('a migration that has landed is never edited; a new one has its line in checksums.json', async () => {
  const kept = JSON.parse(await readFile(new URL('checksums.json', FOLDER), 'utf8')) as Record<
    string,
    string
  >;
  for (const name of MIGRATIONS) {
    const { checksum } = await readMigration(name);
    assert.equal(
      checksum,
      kept[name],
      kept[name] === undefined
        ? `a new migration: add "${name}": "${checksum}" to checksums.json`
        : `${name} has landed: undo the edit, and write a new migration`,
    );
  }
  assert.deepEqual(Object.keys(kept), MIGRATIONS, 'in the order in which they are applied');
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.sql'));
  assert.deepEqual(files.sort(), MIGRATIONS.map((name) => `${name}.sql`).sort(), 'every file is applied');
  assert.deepEqual([...MIGRATIONS].sort(), MIGRATIONS, 'the order is that of the names');
});

/** A school of the first state, in columns that every later state has too: a few rows of each kind of case. */
const ROWS = `
  insert into school_directory (rspo, name, short_name, address, created_at) values ('1', 'S', 'S', 'A', 1);
  insert into school (school_id, data_key_wrapped) values (1, '\\x01');
  insert into account (id, email_index, name, created_at) values ('a1', '\\x01', 'Ewa', 1);
  insert into account_school values ('a1', 1, 'portal');
  insert into membership (school_id, account_id, role, created_at) values (1, 'a1', 'office', 1);
  insert into pupil (school_id, id, external_id, given_names, surname, name_key, birth_on, class_group, personal_id_type,
      personal_id_country, personal_id_sealed, personal_id_index, created_at, updated_at)
    select 1, 'p' || n, 'x' || n, 'Zuzanna', 'Próbna', 'probna', '2014-05-17', '5a', 'pesel', 'PL', '\\x01',
      decode('0' || n, 'hex'), 1, 1 from generate_series(1, 4) n;
  insert into guardian (school_id, id, account_id, name, created_at) values (1, 'g1', 'a1', 'Ewa', 1);
  insert into guardianship values (1, 'p1', 'g1', 'full', true, true, true, 1);
  insert into paper_id (school_id, id, pupil_id, kind, number, issued_on, valid_until, created_at)
    select 1, 'i' || n, 'p' || n, 'card', 'L/' || n, '2025-09-01', '2027-09-30', 1 from generate_series(1, 4) n;
  insert into orders (school_id, id, pupil_id, case_number, channel, state, requester_name, requester_known, received_at)
    values (1, 'o1', 'p1', '1/2026', 'portal', 'accepted', 'Ewa', true, 1),
      (1, 'o2', 'p2', '2/2026', 'paper', 'issued', 'Jan', false, 1), (1, 'o3', 'p3', '3/2026', 'desk', 'closed', 'Jan', true, 1);
  insert into right_to_activate (school_id, id, pupil_id, order_id, created_at) values (1, 'r1', 'p1', 'o1', 1);
  insert into offer (school_id, id, right_id, pupil_id, delivery, created_by, created_at, expires_at)
    values (1, 'f1', 'r1', 'p1', 'portal', 'guardian:a1', 1, 2);
  insert into device (school_id, id, pupil_id, number, created_at) values (1, 'd1', 'p1', 1, 1);
  insert into mobile_id (school_id, id, pupil_id, right_id, offer_id, device_id, paper_id, state, valid_until, activated_by,
      suspended_by, suspended_by_actor, reason, created_at)
    values (1, 'm1', 'p1', 'r1', 'f1', 'd1', 'i1', 'active', '2027-09-30', 'guardian', null, null, null, 1),
      (1, 'm2', 'p1', 'r1', 'f1', 'd1', 'i1', 'suspended', '2027-09-30', 'guardian', 'guardian', 'guardian:a1', null, 1),
      (1, 'm3', 'p1', 'r1', 'f1', 'd1', 'i1', 'revoked', '2027-09-30', 'guardian', null, null, 'device_lost', 1);
  insert into status_entry (school_id, list_id, position, mobile_id, member, key_thumbprint)
    select 1, 0, n, 'm' || n, 1, '\\x01' from generate_series(1, 3) n;
  insert into status_mark values (0, 2, 2), (0, 3, 1);
  insert into message (school_id, id, pupil_id, guardian_id, sent_by, subject, body_sealed, created_at)
    values (1, 'w1', 'p1', 'g1', 'school', 'order_accepted', '\\x01', 1);
  insert into audit_event (school_id, at, event, actor_kind, actor_id, pupil_id, subject)
    values (1, 1, 'order_accepted', 'staff', 'a1', 'p1', 'o1');`;

const FACTS = `select (select count(*)::int from pupil) as pupils, (select count(*)::int from mobile_id) as ids,
  (select count(*)::int from status_mark) as marks, (select count(*)::int from mobile_id_hold) as holds,
  (select state from orders where id = 'o1') as "withRight", (select state from orders where id = 'o2') as "withoutRight",
  (select count(*)::int from mobile_id where suspended_by is not null) as suspended,
  (select count(*)::int from status_list where burnt_from is not null) as burnt`;

/** The states of the program that stood somewhere, by their last migration; the current one is the last. */
const STATES = MIGRATIONS.filter((name) => !['001-schema', '002-issuing'].includes(name));

for (const last of STATES) {
  test(`the data of the state that ended with ${last} come through all later migrations`, async () => {
    const name = `mleg_state_${last.slice(0, 3)}_${process.pid}`;
    await client.query(`create database ${name}`);
    const url = ownerUrl.replace(/\/[^/?]*(\?|$)/, `/${name}$1`);
    const old = new pg.Client({ connectionString: url });
    try {
      await old.connect();
      await old.query('begin');
      await createSchema(old, MIGRATIONS.slice(0, MIGRATIONS.indexOf(last) + 1));
      await old.query(`set local mleg.school = '1'; ${ROWS}`);
      await old.query('commit');
      const { applied } = await migrate(url, {});
      const later = MIGRATIONS.slice(MIGRATIONS.indexOf(last) + 1);
      assert.deepEqual(
        applied.filter((one) => !one.startsWith('functions/')),
        later,
      );
      const { rows } = await old.query<Record<string, unknown>>(FACTS);
      assert.deepEqual(rows, [
        {
          pupils: 4,
          ids: 3,
          marks: 2,
          holds: 1,
          withRight: 'accepted',
          withoutRight: later.includes('042-orders-end') ? 'withdrawn' : 'issued',
          suspended: 1,
          burnt: 0,
        },
      ]);
      assert.deepEqual(await migrate(url, {}), { applied: [] });
    } finally {
      await old.end().catch(() => undefined);
      await client.query(`drop database if exists ${name} with (force)`);
    }
  });
}
