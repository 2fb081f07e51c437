import assert from 'node:assert/strict';
import { copyFile, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readStatus } from '@mleg/core/status-list/status-array';
import { replaceStatusList } from '@mleg/core/status-list/status-list';
import { appendAudit } from '@mleg/server/src/audit/append.ts';
import { openArchive, readArchive, readHead } from '@mleg/server/src/backup/archive.ts';
import { createRecipient, type OpenWith, type SealFor } from '@mleg/server/src/backup/backup-key.ts';
import { countParts, createBackup } from '@mleg/server/src/backup/create-backup.ts';
import { type Restored, restoreBackup } from '@mleg/server/src/backup/restore-backup.ts';
import { showTrust } from '@mleg/server/src/cli/show-trust.ts';
import { dataFolder } from '@mleg/server/src/config/data-folder.ts';
import { sealAllAudits } from '@mleg/server/src/service/upkeep/upkeep.ts';
import { firstBrokenAudit } from '@mleg/server/src/store/audit.ts';
import { withCredentials } from '@mleg/server/src/store/pool.ts';
import { schoolCipher } from '@mleg/server/src/store/school-cipher.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import pg from 'pg';
import { createOffer, revoke } from '../flows/acts.ts';
import { checkCode, fetchStatus, fetchStatusList, fetchTrustList, showCode } from '../flows/checker.ts';
import {
  activate,
  handleOf,
  makeKey,
  openOffer,
  requestCredential,
  requestOffline,
  requestToken,
} from '../flows/holder.ts';
import { seedSchool } from '../flows/seed-school.ts';
import { createTestDatabase, type TestDatabase } from '../harness/database.ts';
import { demoFiles, type FolderWorld, newFolder, openFolder } from './restored-world.ts';

/** A backup, and what a restore of it keeps, ends and never gives out again. */

const clock = { now: 1_792_051_200 };
const PASSPHRASE = 'cztery konie w galopie';
const sealFor: SealFor = { kind: 'passphrase', passphrase: PASSPHRASE };
const openWith: OpenWith = sealFor;
const databases: TestDatabase[] = [];
const worlds: FolderWorld[] = [];
const folder = await newFolder();
after(async () => {
  for (const world of worlds) await world.close();
  for (const database of databases) await database.drop().catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
});

async function newDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  databases.push(database);
  return database;
}
async function open(database: TestDatabase, at: string): Promise<FolderWorld> {
  const world = await openFolder(database, at, clock);
  worlds.push(world);
  return world;
}

const first = await newDatabase();
const world = await open(first, await newFolder());
const { deps } = world;
await writeFile(world.files.demoFacts, '{"school":{"rspo":"1"}}');
const seeded = await seedSchool(deps.store, deps.vault, {
  rspo: '55001',
  pupils: 6,
  pictureBytes: 3000,
  nowAt: clock.now,
});
const { school } = seeded;
const pupils = seeded.pupils;
const pupilOf = (n: number) => {
  const pupil = pupils[n];
  assert.ok(pupil);
  return pupil;
};
const credentialOf = (answer: { json: Record<string, unknown> }): string =>
  (answer.json['credentials'] as { credential: string }[])[0]?.credential ?? '';

async function takeId(issuer: FolderWorld, n: number, offer = pupilOf(n)) {
  const key = makeKey();
  const { accessToken, answer } = await activate(issuer, offer, [key]);
  assert.equal(answer.status, 200, JSON.stringify(answer.json));
  const [cwt = new Uint8Array()] = (await requestOffline(issuer, accessToken, key)).cwts;
  return { key, accessToken, cwt, credential: credentialOf(answer) };
}

const backupDeps = (of: FolderWorld, ownerUrl: string, said: string[] = []) => ({
  ownerUrl,
  mode: of.deps.config.mode,
  files: of.files,
  now: () => clock.now,
  say: (line: string) => said.push(line),
});
const targetOf = (
  database: TestDatabase,
  at: string,
  more: { issuer?: string; mode?: 'production' } = {},
) => ({
  issuer: more.issuer ?? deps.config.origins.school,
  mode: more.mode ?? deps.config.mode,
  files: demoFiles(at),
  mark: dataFolder(at).restoring,
  now: () => clock.now,
  say: () => undefined,
  openDatabase: async () => ({ ownerUrl: database.ownerUrl, stop: async () => undefined }),
});
async function restore(
  path: string,
  database: TestDatabase,
  at: string,
  options: { replace?: boolean; issuer?: string; mode?: 'production'; lists?: string } = {},
): Promise<Restored> {
  const key = await openArchive(path, openWith);
  const lists = options.lists === undefined ? {} : { lists: options.lists };
  return restoreBackup(targetOf(database, at, options), path, key, {
    replace: options.replace ?? true,
    ...lists,
  });
}

async function query<Row extends object>(database: TestDatabase, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

// What was before the backup: an ID that stays, one that is revoked later, a session, a code that is open.
const stays = await takeId(world, 0);
const later = await takeId(world, 1);
await inSchool(deps.store, school, async (tx) => {
  for (let n = 0; n < 5; n += 1)
    await appendAudit(tx, clock.now, {
      event: 'order_accepted',
      actor: { kind: 'system', id: 'test' },
      subject: `o${n}`,
    });
});
await sealAllAudits(deps);
await query(first, `insert into account (id, name, created_at) values ('a1', 'Ewa', 1)`);
await query(
  first,
  `insert into session values ('\\x01', 'a1', 'portal', null, ${clock.now}, ${clock.now}, ${clock.now + 3600})`,
);
await query(
  first,
  `insert into login_link values ('\\x02', 'a1', 'portal', 1, ${clock.now + 900}, false), ('\\x03', 'a1', 'portal', 1, ${clock.now + 900}, true)`,
);
const openCode = pupilOf(3);
const file = join(folder, 'one.backup');
const said: string[] = [];
const counts = await createBackup(backupDeps(world, first.ownerUrl, said), file, sealFor);
const rowsAtBackup = await everyRow(first);

// What came after it: one ID is revoked, one is issued, and a code is taken that the backup holds open.
clock.now += 600;
await revoke(deps, {
  school,
  pupilId: pupilOf(1).pupilId,
  reason: 'device_lost',
  actor: { kind: 'system', id: 'test' },
});
const since = await takeId(world, 2);
const sinceList = await heldList(world, since.credential);
const laterList = await heldList(world, later.credential);

async function heldList(issuer: FolderWorld, credential: string) {
  const { uri, idx } = statusOf(credential);
  return { uri, idx, list: await fetchStatusList(issuer, await fetchTrustList(issuer), uri) };
}

function statusOf(credential: string): { uri: string; idx: number } {
  const payload = Buffer.from(credential.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(payload) as { status: { status_list: { uri: string; idx: number } } }).status
    .status_list;
}

/** All rows of all tables, one text each. */
async function everyRow(database: TestDatabase): Promise<Map<string, string[]>> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  const found = new Map<string, string[]>();
  const tables = await client.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
  );
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t order by 1`);
    found.set(
      name,
      rows.map(({ row }) => row),
    );
  }
  await client.end();
  return found;
}

const second = await newDatabase();
const secondFolder = await newFolder();
clock.now += 600;
const restored = await restore(file, second, secondFolder);
const again = await open(second, secondFolder);

test('a backup says what it holds, and only who has the passphrase reads a word of it', async () => {
  assert.deepEqual([counts['school'], counts['pupil'], counts['mobile_id']], [1, 6, 2]);
  assert.deepEqual(restored.counts, counts);
  assert.equal(((await stat(file)).mode & 0o777).toString(8), '600');
  const bytes = await readFile(file);
  const key = await readFile(world.files.masterKey, 'utf8');
  for (const secret of ['Zuzanna', 'Próbna', key, 'PRIVATE']) assert.ok(!bytes.includes(secret), secret);
  assert.ok(said.some((line) => /Reading it back/.test(line)));
  const { head } = await readHead(file);
  assert.deepEqual(Object.keys(head), ['version', 'createdAt', 'key']);
});

test('every row comes back as it was but what a restore ends', async () => {
  const ended = ['session', 'login_link', 'typed_code', 'pre_authorized_code', 'access_token'];
  const changed = [
    'offer',
    'status_list',
    'status_mark',
    'migration',
    'function_text',
    'operator_setting',
    'job',
  ];
  const rows = await everyRow(second);
  assert.deepEqual([...rows.keys()], [...rowsAtBackup.keys()]);
  const history = rows.get('audit_event') ?? [];
  assert.equal(history.filter((row) => /data_restored,system,restore,,,2026-10-15T/.test(row)).length, 1);
  rows.set(
    'audit_event',
    history.filter((row) => !row.includes('data_restored')),
  );
  for (const [name, before] of rowsAtBackup)
    if (!ended.includes(name) && !changed.includes(name)) assert.deepEqual(rows.get(name), before, name);
  for (const name of ended.filter((one) => one !== 'login_link')) assert.deepEqual(rows.get(name), [], name);
  assert.equal(rows.get('login_link')?.length, 1, 'the demo’s own link works any number of times');
  assert.ok((rows.get('pupil') ?? []).length === 6 && (rows.get('portrait') ?? []).length === 6);
});

test('after a restore walls, triggers, rights, history and keys are those of before', async () => {
  const facts = `select c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relacl::text,
      (select string_agg(tgname || tgenabled::text, ',' order by tgname) from pg_trigger where tgrelid = c.oid and not tgisinternal)
    from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'S') order by 1`;
  assert.deepEqual(await query(second, facts), await query(first, facts));
  assert.equal(await firstBrokenAudit(again.deps.store, school), null);
  const pesel = await inSchool(again.deps.store, school, async (tx) => {
    const text = 'select personal_id_sealed as sealed from pupil where id = $1';
    const [row] = await tx.run<{ sealed: Buffer }>({ name: 'test-sealed', text }, [pupilOf(0).pupilId]);
    const place = { table: 'pupil', column: 'personal_id_sealed', row: pupilOf(0).pupilId };
    return (await schoolCipher(tx, again.deps.vault)).openText(place, row?.sealed ?? Buffer.alloc(0));
  });
  assert.match(pesel, /^1425\d{7}$/);
  await inSchool(again.deps.store, school, (tx) =>
    appendAudit(tx, clock.now, { event: 'order_accepted', actor: { kind: 'system', id: 'test' } }),
  );
  await sealAllAudits(again.deps);
  assert.equal(await firstBrokenAudit(again.deps.store, school), null, 'the history goes on');
});

test('an ID of before the backup is valid; one that was issued since reads as revoked, online and offline', async () => {
  assert.equal(await fetchStatus(again, stays.credential), 'valid');
  assert.equal((await checkCode(again, await showCode(again, stays.cwt, stays.key))).reason, 'ok');
  assert.equal(await fetchStatus(again, since.credential), 'revoked');
  assert.equal((await checkCode(again, await showCode(again, since.cwt, since.key))).reason, 'revoked');
});

test('a position that was given out since the backup is never given to somebody else', async () => {
  const taken = [0, 1, 2].map(async (n) => {
    const pupil = pupilOf(3 + n);
    const offer = await createOffer(again.deps, {
      school,
      pupilId: pupil.pupilId,
      delivery: 'journal',
      actor: { kind: 'system', id: 'test' },
    });
    return takeId(again, 3 + n, { ...pupil, offerHandle: handleOf(offer.walletLink), txCode: offer.txCode });
  });
  const old = new Set([stays, later, since].map((one) => statusOf(one.credential).uri));
  for (const { credential, cwt, key } of await Promise.all(taken)) {
    assert.ok(!old.has(statusOf(credential).uri), 'a list that nobody had before');
    assert.equal(await fetchStatus(again, credential), 'valid');
    assert.equal((await checkCode(again, await showCode(again, cwt, key))).reason, 'ok');
  }
});

test('no list goes back: a verifier takes the new one, and keeps what it saw revoked', async () => {
  for (const held of [laterList, sinceList]) {
    const next = await heldList(again, held === laterList ? later.credential : since.credential);
    assert.ok(next.list.issuedAt > held.list.issuedAt);
    const kept = replaceStatusList(held.list, next.list);
    assert.ok(kept);
    assert.equal(readStatus(kept.statuses, held.idx), 'revoked');
  }
  assert.equal(await fetchStatus(again, later.credential), 'valid', 'whoever saw no list must be told again');
});

test('sessions, links, tokens and codes of the restored state have ended', async () => {
  for (const pupil of [openCode, pupilOf(2)]) {
    const offer = await openOffer(again, pupil.offerHandle);
    assert.equal(offer.status, 410, JSON.stringify(offer.json));
  }
  const token = await requestCredential(again, stays.accessToken, [makeKey()]);
  assert.equal(token.status, 401);
  assert.notEqual((await requestToken(again, `${school}.${'A'.repeat(22)}`, '12345678')).status, 200);
  const [row] = await query<{ open: number; sealed: number }>(
    second,
    `select (select count(*)::int from offer where state = 'ready' and created_at < ${clock.now - 1000}) as open,
      (select count(*)::int from session) as sealed`,
  );
  assert.deepEqual(row, { open: 0, sealed: 0 });
});

test('a backup of what was restored is restored again: lists go on, and nothing that was burnt comes back', async () => {
  const path = join(folder, 'second.backup');
  await createBackup(backupDeps(again, second.ownerUrl), path, sealFor);
  const third = await newDatabase();
  clock.now += 60;
  const thirdFolder = await newFolder();
  await restore(path, third, thirdFolder);
  const last = await open(third, thirdFolder);
  assert.equal(await fetchStatus(last, stays.credential), 'valid');
  assert.equal(await fetchStatus(last, since.credential), 'revoked');
  const [lists] = await query<{ open: number }>(
    third,
    'select count(*)::int as open from status_list where burnt_from is null',
  );
  assert.equal(lists?.open, 2, 'one of each kind is given out from');
});

test('with the lists of after the backup, what was revoked since is revoked again, in register, history and lists', async () => {
  const lines: string[] = [];
  const io = { say: (line: string) => lines.push(line) } as unknown as Parameters<typeof showTrust>[2];
  await showTrust(deps, ['--lists'], io);
  const [lists = ''] = lines;
  const database = await newDatabase();
  const at = await newFolder();
  await restore(file, database, at, { lists });
  const issuer = await open(database, at);
  assert.equal(await fetchStatus(issuer, later.credential), 'revoked');
  assert.equal((await checkCode(issuer, await showCode(issuer, later.cwt, later.key))).reason, 'revoked');
  assert.equal(await fetchStatus(issuer, stays.credential), 'valid');
  assert.equal(await fetchStatus(issuer, since.credential), 'revoked');
  const rows = await query<{ state: string; reason: string; told: number }>(
    database,
    `select state, reason, (select count(*)::int from audit_event a where a.subject = m.id and a.actor_id = 'restore') as told
      from mobile_id m order by state`,
  );
  assert.deepEqual(rows, [
    { state: 'active', reason: null, told: 0 },
    { state: 'revoked', reason: 'malfunction', told: 1 },
  ]);
  const strange = await open(await newDatabase(), await newFolder());
  const others: string[] = [];
  await showTrust(strange.deps, ['--lists'], {
    say: (line: string) => others.push(line),
  } as unknown as typeof io);
  await refused(restore(file, database, at, { lists: others[0] ?? '' }), /not signed by this issuer/);
  await refused(restore(file, database, at, { lists: '{"a":1}' }), /not one that mleg trust --lists wrote/);
});

test('holes between known positions, of transactions that were under way, read as revoked', async () => {
  const [row] = await query<{ position: number; value: number | null }>(
    second,
    `select e.position - 1 as position, null as value from status_entry e where list_id = 0 order by 1 desc limit 1`,
  );
  assert.ok(row);
  await query(first, `select setval('status_online_sequence', 20000, false)`);
  const hole = await takeId(world, 4);
  const path = join(folder, 'holes.backup');
  await createBackup(backupDeps(world, first.ownerUrl), path, sealFor);
  const database = await newDatabase();
  await restore(path, database, await newFolder());
  const [found] = await query<{ marks: number; burnt: number }>(
    database,
    `select (select count(*)::int from status_mark where list_id = 0 and value = 1) as marks,
      (select burnt_from from status_list where list_id = 0) as burnt`,
  );
  const [known] = await query<{ entries: number; revoked: number }>(
    database,
    `select (select count(*)::int from status_entry where list_id = 0) as entries,
      (select count(*)::int from status_entry e join status_mark m using (list_id, position)
        where e.list_id = 0 and m.value = 1) as revoked`,
  );
  assert.equal(found?.burnt, 20_001);
  assert.equal(found?.marks, 20_001 - (known?.entries ?? 0) + (known?.revoked ?? 0));
  assert.ok(hole.credential);
});

test('an owner who is no superuser restores and backs up too: the walls hide no row of a backup', async () => {
  const name = `plain_${process.pid}`;
  await query(first, `create role ${name} login nosuperuser createdb password 'plain'`);
  const owner = withCredentials(first.ownerUrl, name, 'plain');
  const client = new pg.Client({ connectionString: owner });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const inNew = (url: string): string => url.replace(/\/[^/?]*(\?|$)/, `/${name}$1`);
  const database: TestDatabase = {
    ownerUrl: inNew(owner),
    appUrl: inNew(first.appUrl),
    publicUrl: inNew(first.publicUrl),
    drop: async () => {
      await query(first, `drop database if exists ${name} with (force)`);
      await query(first, `drop role if exists ${name}`);
    },
  };
  // Dropped before the database that it is dropped through.
  databases.unshift(database);
  const at = await newFolder();
  await restore(file, database, at, { replace: false });
  const issuer = await open(database, at);
  assert.equal(await fetchStatus(issuer, stays.credential), 'valid');
  const path = join(folder, 'plain.backup');
  assert.deepEqual((await createBackup(backupDeps(issuer, database.ownerUrl), path, sealFor))['pupil'], 6);
});

async function refused(work: Promise<unknown>, words: RegExp): Promise<void> {
  await assert.rejects(
    work,
    (error: Error) => error.name === 'BackupError' && words.test(error.message),
    String(words),
  );
}

test('a file that is foreign, changed, cut short or newer is refused in words, and nothing is touched', async () => {
  const database = await newDatabase();
  const before = await everyRow(database);
  const at = await newFolder();
  const wrong = join(folder, 'wrong.backup');
  const size = (await stat(file)).size;
  const withFile = async (change: () => Promise<unknown>, words: RegExp): Promise<void> => {
    await copyFile(file, wrong);
    await change();
    await refused(restore(wrong, database, at), words);
  };
  await withFile(
    () => writeFile(wrong, 'PK\u0003\u0004 some other file\n\n'),
    /is not a backup of mLegitymacja/,
  );
  await withFile(() => writeFile(wrong, ''), /is not a backup/);
  for (const length of [size - 1, size - 5000, 600])
    await withFile(() => truncate(wrong, length), /cut short|damaged/);
  for (const at of [size - 1, size - 4000, 700]) {
    await withFile(async () => {
      const bytes = await readFile(wrong);
      bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      await writeFile(wrong, bytes);
    }, /damaged/);
  }
  const headed = async (from: string, to: string): Promise<void> => {
    const bytes = await readFile(wrong);
    const text = bytes.toString('latin1').replace(from, to);
    await writeFile(wrong, Buffer.from(text, 'latin1'));
  };
  await withFile(() => headed('"version":1', '"version":2'), /made by a newer version/);
  await withFile(() => headed('"createdAt":17', '"createdAt":18'), /damaged/);
  await refused(restore(join(folder, 'none'), database, at), /cannot be read/);
  assert.deepEqual(await everyRow(database), before);
  assert.equal(await stat(dataFolder(at).restoring).catch(() => undefined), undefined);
  assert.equal(await stat(demoFiles(at).masterKey).catch(() => undefined), undefined);
});

test('a wrong passphrase or key opens nothing; a backup for a recipient opens with its private key alone', async () => {
  await refused(
    openArchive(file, { kind: 'passphrase', passphrase: 'cztery konie w galopiE' }),
    /not the one/,
  );
  const pair = createRecipient();
  await refused(openArchive(file, { kind: 'privateKey', privateKey: pair.privateKey }), /with a passphrase/);
  const path = join(folder, 'recipient.backup');
  const made = await createBackup(backupDeps(world, first.ownerUrl), path, {
    kind: 'recipient',
    recipient: pair.recipient,
  });
  const key = await openArchive(path, { kind: 'privateKey', privateKey: `${pair.privateKey}\n` });
  assert.deepEqual(await countParts(readArchive(path, key), () => undefined), made);
  await refused(
    openArchive(path, { kind: 'privateKey', privateKey: createRecipient().privateKey }),
    /not the one that this backup was sealed for/,
  );
  await refused(openArchive(path, openWith), /give its --key-file/);
  await refused(
    createBackup(backupDeps(world, first.ownerUrl), join(folder, 'x'), {
      kind: 'passphrase',
      passphrase: 'short',
    }),
    /16 characters/,
  );
});

test('a restore onto what is there, of another server, another mode or another time is refused', async () => {
  const at = await newFolder();
  const filled = await newDatabase();
  await restore(file, filled, await newFolder());
  await refused(restore(file, filled, await newFolder(), { replace: false }), /database is not empty/);
  const database = await newDatabase();
  await refused(restore(file, database, at, { issuer: 'https://inna.example' }), /phones know the first/);
  await refused(restore(file, database, at, { mode: 'production' }), /MLEG_ENV says production/);
  const now = clock.now;
  clock.now -= 86_400;
  await refused(restore(file, database, at), /clock of this machine is behind/);
  clock.now = now;
  const other = await newFolder();
  await copyFile(world.files.demoFacts, join(other, 'demo-facts.json'));
  await writeFile(demoFiles(other).demoFacts, 'of another demo');
  await refused(
    restore(file, database, other, { replace: false }),
    /There is something already: .*demo-facts/,
  );
  await refused(createBackup(backupDeps(world, first.ownerUrl), file, sealFor), /there already/);
});

test('a restore that breaks off leaves the database as it was, and no server starts before it was run again', async () => {
  const database = await newDatabase();
  const before = await everyRow(database);
  const at = await newFolder();
  const key = await openArchive(file, openWith);
  // As soon as the restore has begun its connection is cut.
  const client = new pg.Client({ connectionString: database.ownerUrl });
  client.on('error', () => undefined);
  await client.connect();
  const cut = async (): Promise<void> => {
    const isBegun = () =>
      stat(dataFolder(at).restoring).then(
        () => true,
        () => false,
      );
    while (!(await isBegun())) await new Promise((go) => setTimeout(go, 1));
    const text = `select pg_terminate_backend(pid) as is_cut from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null and backend_type = 'client backend'`;
    while ((await client.query(text)).rows.length === 0) await new Promise((go) => setTimeout(go, 1));
  };
  const cutting = cut();
  await assert.rejects(restoreBackup(targetOf(database, at), file, key, { replace: true }));
  await cutting;
  await client.end();
  assert.deepEqual(await everyRow(database), before);
  await assert.rejects(open(database, at), /has not come to its end/);
  // Said or not: an unfinished one may be run again without --replace.
  await restore(file, database, at, { replace: false });
  const world = await open(database, at);
  assert.equal(await fetchStatus(world, stays.credential), 'valid');
});
