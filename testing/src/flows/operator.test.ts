import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { presentSdJwtVc } from '@mleg/core/sd-jwt-vc/present-sd-jwt-vc';
import { addSchool } from '@mleg/server/src/cli/add-school.ts';
import { addStaffMember } from '@mleg/server/src/cli/add-staff.ts';
import { changeApiKey } from '@mleg/server/src/cli/api-key.ts';
import type { ExitCode, Io } from '@mleg/server/src/cli/command.ts';
import { checkKeys, checkNode, lineOf } from '@mleg/server/src/cli/doctor.ts';
import { importRegister } from '@mleg/server/src/cli/import-register.ts';
import { setPolicy } from '@mleg/server/src/cli/set-policy.ts';
import { showTrust } from '@mleg/server/src/cli/show-trust.ts';
import { verifyText } from '@mleg/server/src/cli/verify.ts';
import { sha256 } from '@mleg/server/src/keys/es256.ts';
import { findKey } from '@mleg/server/src/service/integration/api-keys.ts';
import { openSession, readSession } from '@mleg/server/src/service/session/sessions.ts';
import { schoolPolicy } from '@mleg/server/src/store/policy.ts';
import { schoolByRspo } from '@mleg/server/src/store/schools.ts';
import { membershipOfAccount } from '@mleg/server/src/store/staff.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { revoke } from './acts.ts';
import { showCode } from './checker.ts';
import { activate, makeKey, notify, requestOffline } from './holder.ts';
import { seedSchool } from './seed-school.ts';
import { createWorld } from './world.ts';

const world = await createWorld();
const { deps } = world;
const folder = await mkdtemp(join(tmpdir(), 'mleg-operator-'));
after(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

type Said = { readonly code: ExitCode; readonly lines: readonly string[] };

/** Runs a command as a terminal would that nobody sits at. */
async function run(
  command: (io: Io) => Promise<ExitCode>,
  more: { input?: string; isOffline?: boolean; anchor?: object } = {},
): Promise<Said> {
  const lines: string[] = [];
  const { school: origin } = deps.config.origins;
  const code = await command({
    say: (line) => lines.push(line),
    warn: () => undefined,
    readInput: async () => more.input ?? '',
    input: async function* () {
      // As a pipe brings it: chunks end anywhere.
      const bytes = Buffer.from(more.input ?? '');
      for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
    },
    fetch: async (address, init) => {
      const url = String(address);
      if (more.isOffline || !url.startsWith(origin)) throw new TypeError('no network');
      if (url === `${origin}/config.json`) {
        const trustAnchors = [more.anchor ?? deps.signers.trustList.publicJwk];
        return Response.json({ trustList: `${origin}/trust/list`, trustAnchors });
      }
      const headers = init?.headers as Record<string, string>;
      const answer = await world.face.inject({ url: url.slice(origin.length), headers });
      const isEmpty = answer.statusCode === 304;
      return new Response(isEmpty ? null : answer.body, {
        status: answer.statusCode,
        headers: answer.headers as Record<string, string>,
      });
    },
    now: () => world.clock.now,
  });
  return { code, lines };
}

const SCHOOL = ['--rspo', '77001', '--name', 'Szkoła', '--short-name', 'SP', '--address', 'ul. Próbna 1'];
const made = await run((io) =>
  addSchool(deps, [...SCHOOL, '--basis', 'objection', '--devices', 'many', '--deadline-days', '5'], io),
);
const school = (await schoolByRspo(deps.store, '77001'))?.school ?? 0;

test('a school is registered with its settings, once', async () => {
  assert.equal(made.code, 0);
  const { basis, devices, deadlineWorkingDays } = await inSchool(deps.store, school, schoolPolicy);
  assert.deepEqual(
    { basis, devices, deadlineWorkingDays },
    { basis: 'objection', devices: 'many', deadlineWorkingDays: 5 },
  );
  assert.equal((await run((io) => addSchool(deps, SCHOOL, io))).code, 1);
});

test('the settings of a school are changed by name, said, and written into its history', async () => {
  const set = (...flags: string[]) => run((io) => setPolicy(deps, ['--school', '77001', ...flags], io));
  const before = await inSchool(deps.store, school, schoolPolicy);
  const changed = await set('--doors', 'journal', '--devices', '3', '--closed-on', '2026-12-23,2026-12-22');
  assert.equal(changed.code, 0);
  const after = await inSchool(deps.store, school, schoolPolicy);
  const closures = ['2026-12-22', '2026-12-23'];
  assert.deepEqual(after, { ...before, channels: ['journal'], devices: 'many', devicesMax: 3, closures });
  assert.ok(changed.lines.includes('closures: 2026-12-22,2026-12-23'));
  await set('--devices', 'many', '--closed-on', '');
  const said = await set();
  assert.ok(said.lines.includes('devicesMax: no limit'), said.lines.join('\n'));
  assert.ok(said.lines.includes('closures: '));
  const notes = await inSchool(deps.store, school, (tx) =>
    tx.run<{ note: string }>({
      name: 'test-policy-notes',
      text: `select note from audit_event where event = 'policy_changed' order by id`,
    }),
  );
  assert.deepEqual(
    notes.map(({ note }) => note),
    ['channels devices devicesMax closures', 'devices devicesMax closures'],
  );
  for (const [name, value] of [
    ['--letter-days', '3'],
    ['--devices', 'few'],
    ['--doors', 'window'],
    ['--closed-on', '23.12.2026'],
    ['--needs-application', 'maybe'],
  ] as const) {
    await assert.rejects(() => set(name, value), { name: 'UsageError' }, name);
  }
});

test('what is missing or wrong is named, and nothing is asked where nobody can answer', async () => {
  const wrong: [(io: Io) => Promise<ExitCode>, RegExp][] = [
    [(io) => addSchool(deps, ['--rspo', '1'], io), /--name is missing/],
    [(io) => addSchool(deps, [...SCHOOL, '--basis', 'mood'], io), /--basis must be one of/],
    [(io) => addSchool(deps, ['--colour', 'red'], io), /--colour/],
    [
      (io) =>
        addStaffMember(deps, ['--school', '77001', '--name', 'A', '--email', 'a@b', '--role', 'boss'], io),
      /--role must be one of/,
    ],
    [(io) => changeApiKey(deps, ['--school', '77001'], io), /create or revoke/],
    [(io) => importRegister(deps, ['--school', '77001', join(folder, 'none.csv')], io), /cannot be read/],
    [(io) => verifyText([], io), /either --from or --lists/],
    [(io) => verifyText(['--from', 'http://a.example'], io), /https address/],
    [(io) => verifyText(['--from', 'https://a.example'], io), /does not answer/],
    [(io) => verifyText(['--lists', join(folder, 'none.json')], io), /cannot be read/],
    [(io) => verifyText(['--lists', 'a', '--from', 'b'], io), /either --from or --lists/],
    [(io) => verifyText(['--trust', 'https://a.example'], io), /--trust/],
    [(io) => verifyText(['--from', 'https://a.example', '--at', 'today'], io), /--at must be a time/],
  ];
  for (const [command, words] of wrong)
    await assert.rejects(
      run(command),
      (error: Error) => error.name === 'UsageError' && words.test(error.message),
    );
});

test('what is missing is asked for at a terminal', async () => {
  const answers = new Map([
    ['name: ', 'Liceum'],
    ['short-name: ', 'LO'],
    ['address: ', 'ul. Inna 2'],
  ]);
  const asked: string[] = [];
  const ask = async (question: string): Promise<string> => {
    asked.push(question);
    return answers.get(question) ?? '';
  };
  assert.equal((await run((io) => addSchool(deps, ['--rspo', '77002'], { ...io, ask }))).code, 0);
  assert.deepEqual(asked, [...answers.keys()]);
  assert.equal((await schoolByRspo(deps.store, '77002'))?.name, 'Liceum');
});

test('a new member of staff gets a link that works once', async () => {
  const args = [
    '--school',
    '77001',
    '--name',
    'Maria Gil',
    '--email',
    'Gil@szkola.example',
    '--role',
    'office',
  ];
  const { code, lines } = await run((io) => addStaffMember(deps, args, io));
  assert.equal(code, 0);
  const token = lines.at(-1)?.split('#token=')[1] ?? '';
  await openSession(deps, token, 'panel');
  await assert.rejects(openSession(deps, token, 'panel'));
});

test('a class teacher who is given another class has that one', async () => {
  const person = ['--school', '77001', '--name', 'Ewa Lis', '--email', 'lis@szkola.example'];
  const args = [...person, '--role', 'class_teacher', '--class'];
  await run((io) => addStaffMember(deps, [...args, '1a'], io));
  const { lines } = await run((io) => addStaffMember(deps, [...args, '2a'], io));
  const token = await openSession(deps, lines.at(-1)?.split('#token=')[1] ?? '', 'panel');
  const session = await readSession(deps, token, 'panel');
  const school = (await schoolByRspo(deps.store, '77001'))?.school ?? 0;
  const member = await inSchool(deps.store, school, (tx) =>
    membershipOfAccount(tx, session?.id ?? '', world.clock.now),
  );
  assert.deepEqual(member, { role: 'class_teacher', classGroups: ['2a'] });
});

test('a dry run of an import changes nothing; the import itself says what is wrong by row, never what stands there', async () => {
  const path = join(folder, 'register.csv');
  await writeFile(path, 'id;imiona;nazwisko;pesel;klasa\na;Ala;Kot;16303161379;1a\nb;Ola;Kos;123;1a\n');
  const args = ['--school', '77001', path];
  const dry = await run((io) => importRegister(deps, [...args, '--dry-run'], io));
  const first = await run((io) => importRegister(deps, args, io));
  const again = await run((io) => importRegister(deps, args, io));
  assert.match(dry.lines[0] ?? '', /^Would be .* 1 new, 0 changed, 0 as they were, 1 with errors/);
  assert.match(first.lines[0] ?? '', /^Done .* 1 new/);
  assert.match(again.lines[0] ?? '', /0 new, 0 changed, 1 as they were/);
  assert.match(first.lines[1] ?? '', /row 3, pesel: personal_id_invalid/);
  assert.equal(first.code, 1);
  assert.doesNotMatch([...dry.lines, ...first.lines].join(), /Kot|Kos|1630|123/);
});

test('a key of the integration API is made and ended', async () => {
  const { lines } = await run((io) =>
    changeApiKey(deps, ['create', '--school', '77001', '--label', 'dziennik'], io),
  );
  const [id = '', key = ''] = lines.map((line) => line.split(/ +/)[1] ?? '');
  assert.equal((await findKey(deps, key))?.school, school);
  await run((io) => changeApiKey(deps, ['revoke', '--school', '77001', '--id', id], io));
  assert.equal(await findKey(deps, key), undefined);
});

test('doctor says for a problem what to do, and never shows a secret', async () => {
  assert.match(lineOf(checkNode('20.11.0')), /^PROBLEM {2}Node: 20\.11\.0 is too old → /);
  assert.match(lineOf(checkNode('22.18.0')), /^ok/);
  const file = join(folder, 'master-key');
  const check = async (): Promise<string> =>
    lineOf(await checkKeys({ mode: 'production' }, { masterKeyFile: file, signerFolder: undefined }));
  assert.match(await check(), /cannot be read/);
  await writeFile(file, 'short', { mode: 0o600 });
  assert.match(await check(), /not 64 hexadecimal digits/);
  await writeFile(file, '5a'.repeat(32));
  assert.match(await check(), /^ok/);
  await chmod(file, 0o644);
  const told = await check();
  assert.match(told, /others can read the master key → chmod 600/);
  assert.doesNotMatch(told, /5a5a/);
});

const FROM = ['--from', deps.config.origins.school];

type Checked = {
  readonly verdict: string;
  readonly reason: string;
  readonly claims?: Record<string, unknown>;
};

/** Checks lines; one verdict each. */
async function verify(
  lines: readonly string[],
  args: readonly string[] = FROM,
  isOffline = false,
): Promise<{ code: ExitCode; found: Checked[]; reasons: string[] }> {
  const said = await run((io) => verifyText(args, io), { input: lines.join('\n'), isOffline });
  const found = said.lines.map((line) => JSON.parse(line) as Checked);
  return { code: said.code, found, reasons: found.map(({ reason }) => reason) };
}

/** A phone with a card, and what it shows: a presentation of name and school, or a code. */
async function takeCard(rspo: string) {
  const seeded = await seedSchool(deps.store, deps.vault, {
    rspo,
    pupils: 1,
    pictureBytes: 2000,
    nowAt: world.clock.now,
  });
  const [pupil] = seeded.pupils;
  if (!pupil) throw new Error('no pupil');
  const key = makeKey();
  const { accessToken, answer } = await activate(world, pupil, [key]);
  const [cwt] = (await requestOffline(world, accessToken, key)).cwts;
  await notify(world, accessToken, answer.json['notification_id'], 'credential_accepted');
  const credential = (answer.json['credentials'] as { credential: string }[])[0]?.credential ?? '';
  const present = (): Promise<string> =>
    presentSdJwtVc(
      {
        sdJwtVc: credential,
        disclose: ['given_name', 'school', 'date_of_expiry'],
        aud: 'x509_hash:abc',
        nonce: 'n-1',
        nowAt: world.clock.now,
      },
      { sha256, sign: key.sign },
    );
  return { pupil, school: seeded.school, present, show: () => showCode(world, cwt ?? new Uint8Array(), key) };
}

test('verify says a verdict for each line in order, with the reasons of app and API, from valid to revoked', async () => {
  const card = await takeCard('77003');
  const [presented, code] = [await card.present(), await card.show()];
  const good = await verify([presented, code]);
  assert.deepEqual(
    [good.code, good.found],
    [
      0,
      [
        { verdict: 'valid', reason: 'ok' },
        { verdict: 'valid', reason: 'ok' },
      ],
    ],
  );
  const shown = await verify(
    [presented, code],
    [...FROM, '--show', '--audience', 'x509_hash:abc', '--nonce', 'n-1'],
  );
  assert.match(String(shown.found[0]?.claims?.['name']), /Zuzanna/);
  assert.match(String(shown.found[1]?.claims?.['name']), /Zuzanna/);
  assert.equal(typeof shown.found[1]?.claims?.['age'], 'number');
  assert.equal(JSON.stringify(shown.found[1]).includes('2014-'), false, 'whole years, never the birth date');
  for (const [flag, value] of [
    ['--nonce', 'n-2'],
    ['--audience', 'x509_hash:abd'],
  ] as const)
    assert.deepEqual((await verify([presented], [...FROM, flag, value])).reasons, ['holder_proof']);

  const bare = presented.slice(0, presented.lastIndexOf('~') + 1);
  const lines = [
    'nothing of ours',
    presented,
    '',
    `\t ${code}\r`,
    bare,
    `${presented.slice(0, 3000)}`,
    code.slice(0, 400),
    '{"a":1}',
    'a'.repeat(600_000),
    '~'.repeat(200_000),
    '\u0000\uFFFD',
    'https://example.com/s#go',
    presented,
  ];
  const mixed = await verify(lines);
  assert.equal(mixed.code, 1);
  assert.deepEqual(mixed.reasons, [
    'malformed',
    'ok',
    'malformed',
    'ok',
    'holder_proof',
    // Cut short, its last piece stands where the holder's proof should.
    'holder_proof',
    'malformed',
    'malformed',
    'malformed',
    'malformed',
    'malformed',
    'malformed',
    'ok',
  ]);
  await assert.rejects(verify([]), /nothing came/);

  const bundle = join(folder, 'lists.json');
  await writeFile(bundle, (await run((io) => showTrust(deps, ['--lists'], io))).lines.join('\n'));
  assert.deepEqual((await verify([presented, code], ['--lists', bundle], true)).reasons, ['ok', 'ok']);
  const signed = join(folder, 'trust-list.jwt');
  await writeFile(signed, (await run((io) => showTrust(deps, ['--signed'], io))).lines.join('\n'));
  const alone = await verify([presented, code], ['--lists', signed], true);
  assert.deepEqual([alone.code, alone.reasons], [1, ['lists_too_old', 'lists_too_old']]);
  const forged = join(folder, 'forged.json');
  const { trustList } = JSON.parse(await readFile(bundle, 'utf8')) as { trustList: string };
  const trustAnchors = [JSON.parse(JSON.stringify(makeKey().jwk)) as unknown];
  await writeFile(forged, JSON.stringify({ trustAnchors, trustList }));
  await assert.rejects(verify([presented], ['--lists', forged], true), /not signed by the keys/);

  const shownAt = String(world.clock.now);
  const actor = { kind: 'staff', id: 's' } as const;
  await revoke(deps, { school: card.school, pupilId: card.pupil.pupilId, actor, reason: 'data_error' });
  world.clock.now += 3600;
  assert.deepEqual((await verify([await card.present(), await card.show()])).reasons, ['revoked', 'revoked']);
  // What was presented an hour ago is old now, and is judged by that hour where it is named.
  assert.deepEqual((await verify([presented, code])).reasons, ['stale', 'revoked']);
  const then = ['--lists', bundle, '--at', shownAt];
  assert.deepEqual((await verify([presented, code], then, true)).reasons, ['ok', 'ok']);
  assert.deepEqual((await verify([presented, code], [...FROM, '--at', shownAt])).reasons, [
    'revoked',
    'revoked',
  ]);
  const later = ['--lists', bundle, '--at', new Date((world.clock.now - 3590) * 1000).toISOString()];
  assert.deepEqual((await verify([code], [...later, '--max-list-age', '5s'], true)).reasons, [
    'lists_too_old',
  ]);
  assert.deepEqual((await verify([code], [...later, '--max-list-age', '1h'], true)).reasons, ['ok']);
});

test('verify checks lines without end in one process, and its memory does not grow with them', async (context) => {
  const card = await takeCard('77004');
  // The trust list that names the new school.
  world.clock.now += 120;
  const [presented, code] = [await card.present(), await card.show()];
  const count = process.env['TEST_LONG'] === '1' ? 20_000 : 2000;
  let said = 0;
  const warm = await verify([presented, code]);
  assert.deepEqual(warm.reasons, ['ok', 'ok']);
  let heldMax = 0;
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  await run((io) =>
    verifyText(FROM, {
      ...io,
      say: () => {
        said += 1;
        if (said % 500 === 0) heldMax = Math.max(heldMax, process.memoryUsage().heapUsed);
      },
      input: async function* () {
        for (let line = 0; line < count; line += 2) yield Buffer.from(`${presented}\n${code}\n`);
      },
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  const perCpuSecond = count / ((user + system) / 1_000_000);
  const perSecond = count / ((performance.now() - startedAt) / 1000);
  assert.equal(said, count);
  const figures = `${Math.round(perSecond)} lines a second, ${Math.round(perCpuSecond)} per CPU-second`;
  context.diagnostic(`mleg verify: ${figures}`);
  // The long run's lines are 400 MB together.
  assert.ok(heldMax < 300 * 2 ** 20, `${Math.round(heldMax / 2 ** 20)} MB`);
});

test('verify gives no verdict where the trust list is not signed by the verifier’s keys (rules.md K4)', async () => {
  const stranger = makeKey().jwk;
  await assert.rejects(
    run((io) => verifyText(FROM, io), { input: 'x', anchor: stranger }),
    /not a trust list signed by/,
  );
  await assert.rejects(
    run((io) => verifyText(FROM, io), { input: 'x', isOffline: true }),
    /does not answer/,
  );
});
