import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { importFile } from '@mleg/server/src/intake/import-file.ts';
import { saveGuardians } from '@mleg/server/src/service/register/save-guardians.ts';
import { enterPupilCase, inPupilCase } from '@mleg/server/src/store/pupil-case.ts';
import { inSchool, type SchoolTx } from '@mleg/server/src/store/tenant.ts';
import { createWorld } from '../flows/world.ts';
import { createProgram, inventPesel, type Program, schoolFace } from './program.ts';

/** What a file holds while it goes in, and what it tells of numbers. */

const world = await createWorld();
const face = await schoolFace(world);
after(async () => {
  await face.close();
  await world.close();
});
const HEAD = 'id;imiona;nazwisko;pesel;klasa;opiekun;e-mail opiekuna';
const file = (...rows: string[]): Buffer => Buffer.from([HEAD, ...rows].join('\n'));
const row = (n: number, classGroup = '5a'): string =>
  `w-${n};Ala;Ścienna-${n};${inventPesel(n)};${classGroup};Ewa ${n};ewa${n}@walls.example`;
const rowsOf = (count: number, classGroup?: string): string[] =>
  Array.from({ length: count }, (_, n) => row(n, classGroup));

/** How often each event stands in the school's history. */
async function eventsOf(program: Program): Promise<Record<string, number>> {
  const rows = await inSchool(world.deps.store, program.school, (tx) =>
    tx.run<{ event: string; count: number }>(
      {
        name: 'test-events',
        text: 'select event, count(*)::int as count from audit_event where school_id = $1 group by event',
      },
      [tx.school],
    ),
  );
  return Object.fromEntries(rows.map(({ event, count }) => [event, count]));
}

test('a dry run says the same as the import, row by row, and leaves nothing but a note that it was made', async () => {
  const program = await createProgram(world, face, '560');
  await program.call('POST', '/imports', file(...rowsOf(6)));
  const mixed = file(
    row(0),
    row(1, '6b'),
    row(20),
    row(20, '7c'),
    `w-21;Ala;Ścienna-21;${inventPesel(20)};5a;;`,
    `;Ala;Ścienna-2;${inventPesel(2)};5a;;`,
    `;Inna;Osoba;${inventPesel(3)};5a;;`,
    `w-4;Inny;Chłopak;${inventPesel(4)};5a;;`,
    `w-30;Ala;Ścienna-30;${inventPesel(30)};5A;Ewa 0;ewa0@walls.example`,
    `w-31;Ala;Ścienna-30;${inventPesel(31)};5a;Ewa Inna;ewa0@walls.example`,
  );
  const before = await eventsOf(program);
  const dry = await program.call('POST', '/imports?dryRun=true', mixed);
  const after = await eventsOf(program);
  assert.equal(after['file_checked'], 1);
  assert.equal(after['pupil_added'], before['pupil_added']);
  assert.equal((await program.call('GET', '/pupils/w-20')).status, 404);
  const real = await program.call('POST', '/imports', mixed);
  assert.deepEqual(dry.json, real.json);
  assert.deepEqual(
    (real.json['errors'] as { row: number; code: string }[]).map(({ row: at, code }) => [at, code]),
    [
      [5, 'duplicate_row'],
      [6, 'id_differs'],
      [8, 'other_person'],
      [9, 'other_person'],
    ],
  );
  assert.deepEqual([real.json['created'], real.json['updated']], [3, 1]);
});

test('a file of guessed numbers is written down and stopped, also as a dry run (security.md C6)', async () => {
  const program = await createProgram(world, face, '561');
  await program.call('POST', '/imports', file(...rowsOf(40)));
  const person = { kind: 'staff', id: 'clerk' } as const;
  const check = (rows: string[]): Promise<unknown> =>
    importFile(world.deps, {
      ...{ school: program.school, actor: person, complete: false, dryRun: true, mapping: {} },
      bytes: file(...rows),
    });
  const guess = (n: number): string => `;Zgadywany;Ktoś;${inventPesel(n)};5a;;`;
  await check(Array.from({ length: 10 }, (_, n) => guess(n)));
  assert.equal((await eventsOf(program))['personal_id_taken'], 10);
  await check(Array.from({ length: 10 }, (_, n) => guess(n)));
  assert.equal((await eventsOf(program))['personal_id_taken'], 10, 'of whom one was told, one is told again');
  await assert.rejects(check(Array.from({ length: 40 }, (_, n) => guess(n))), { type: 'rate_limited' });
  assert.equal((await eventsOf(program))['personal_id_taken'], 31);
  await assert.rejects(check(rowsOf(2)), { type: 'rate_limited' });
  // Another person, and the school's own register, are not stopped.
  assert.equal((await program.call('POST', '/imports', file(...rowsOf(60)))).status, 200);
});

test('a hundred candidates for one child’s number are told from nobody’s (security.md C6)', async () => {
  const program = await createProgram(world, face, '562');
  await program.call('POST', '/imports', file(row(1)));
  const check = importFile(world.deps, {
    ...{ school: program.school, complete: false, dryRun: true, mapping: {} },
    actor: { kind: 'staff', id: 'clerk' },
    bytes: file(
      ...Array.from({ length: 100 }, (_, n) => `;Ala;Ścienna-1;${inventPesel(n + 100)};5a;;`),
      `;Ala;Ścienna-1;${inventPesel(1)};5a;;`,
    ),
  });
  await assert.rejects(check, { type: 'rate_limited' });
});

test('while a file goes in, another school saves the same guardian without waiting, and who needs a changed pupil is answered', async () => {
  const [program, other] = [await createProgram(world, face, '563'), await createProgram(world, face, '564')];
  await program.call('POST', '/imports', file(...rowsOf(5)));
  await other.call('POST', '/imports', file(`o-1;Ola;Obca;${inventPesel(700)};1a;;`));
  let wake = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    wake = resolve;
  });
  let reached = (): void => undefined;
  const inside = new Promise<void>((resolve) => {
    reached = resolve;
  });
  // An import whose transaction stays open: another transaction holds the pupil that it will change last.
  const blocker = inSchool(world.deps.store, program.school, async (tx: SchoolTx) => {
    await enterPupilCase(world.deps, tx, { externalId: 'w-4' });
    reached();
    await held;
  });
  await inside;
  const fresh = `w-99;Nowa;Ścienna-99;${inventPesel(99)};5a;Ewa Wspólna;wspolna@walls.example`;
  const work = program.call('POST', '/imports', file(fresh, row(4, '6c')));
  await new Promise((resolve) => setTimeout(resolve, 300));
  const at = performance.now();
  await inPupilCase(world.deps, { school: other.school, externalId: 'o-1' }, (pupilCase) =>
    saveGuardians(world.deps, pupilCase, {
      ...{ complete: false, actor: { kind: 'system', id: 'test' } },
      guardians: [{ name: 'Ewa Wspólna', email: 'wspolna@walls.example', rights: 'full' }],
    }),
  );
  assert.ok(performance.now() - at < 1500, 'the other school did not wait');
  wake();
  await blocker;
  assert.deepEqual([(await work).json['created'], (await work).json['updated']], [1, 1]);
});
