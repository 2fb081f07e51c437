import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { ImportReport } from '@mleg/contract/pupil';
import { addStaff } from '@mleg/server/src/service/session/add-staff.ts';
import { createLoginLink, openSession } from '@mleg/server/src/service/session/sessions.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { inventPesel, inventPupil } from '../integration/program.ts';
import { createVillage } from './family.ts';

/** rules.md I1a to I1c, V6: what a file and a call may do to children who are known. */

const village = await createVillage('530');
const { program, world } = village;
const office = await village.staff('office');
after(() => village.close());

type Answer = { status: number; report: ImportReport };
async function byApi(lines: readonly string[], query = ''): Promise<Answer> {
  const { status, json } = await program.call('POST', `/imports${query}`, Buffer.from(lines.join('\n')));
  return { status, report: json as unknown as ImportReport };
}
async function byPanel(lines: readonly string[], confirm?: object, dryRun = false): Promise<Answer> {
  const query = new URLSearchParams({ dryRun: String(dryRun) });
  // Who confirms has looked at the file.
  const isWhole = confirm === undefined || 'fileDigest' in confirm;
  const looked = isWhole ? confirm : { ...(await lookAt(lines)), ...confirm };
  if (looked !== undefined) query.set('confirm', JSON.stringify(looked));
  const { status, json } = await office('POST', `/imports?${query}`, Buffer.from(lines.join('\n')));
  return { status, report: json as unknown as ImportReport };
}
async function lookAt(lines: readonly string[]): Promise<{ fileDigest: string }> {
  const { json } = await office('POST', '/imports?dryRun=true', Buffer.from(lines.join('\n')));
  return { fileDigest: String(json['fileDigest']) };
}
const codes = (issues: ImportReport['errors']): unknown[] => issues.map(({ row, code }) => [row, code]);
const counts = ({ created, updated, unchanged }: ImportReport): number[] => [created, updated, unchanged];
const named = async (path: string): Promise<unknown[]> => {
  const { surname, givenNames, birthDate } = (await program.call('GET', path)).json;
  return [surname, givenNames, birthDate];
};

test('no key turns one child into another: document, id, PESEL, by file or by PUT (rules.md I1a)', async () => {
  const document = (n: string, person: string): string[] => [
    'nazwisko;imie;data_ur;numer dokumentu;kraj;klasa',
    `${person};${n};UA;4a`,
  ];
  assert.deepEqual(counts((await byApi(document('FX77', 'Pierwsza;Olena;2012-05-04'))).report), [1, 0, 0]);
  const clash = (await byApi(document('FX77', 'Drugi;Dmytro;2009-11-30'))).report;
  assert.deepEqual([counts(clash), codes(clash.errors)], [[0, 0, 0], [[2, 'other_person']]]);
  assert.deepEqual([clash.errors[0]?.who, clash.errors[0]?.confirmable], ['Pierwsza Olena, 4a', true]);
  const nothing = (await byApi(document('brak-1', 'Drugi;Dmytro;2009-11-30'))).report;
  assert.deepEqual(codes(nothing.errors), [[2, 'required']], 'a document that says nothing is no key');

  const { path, pupilId } = await village.addPupil(1, []);
  const before = await named(path);
  const head = 'id;imiona;nazwisko;pesel;klasa';
  for (const row of [`f-1;Dmytro;Drugi;${inventPesel(1)};4a`, `f-1;Dmytro;Drugi;${inventPesel(2)};4a`]) {
    const { report } = await byApi([head, row]);
    assert.deepEqual(codes(report.errors), [[2, 'other_person']], row);
  }
  const byPesel = (await byApi(['imiona;nazwisko;pesel;klasa', `Dmytro;Drugi;${inventPesel(1)};4a`])).report;
  assert.deepEqual(codes(byPesel.errors), [[2, 'other_person']]);
  const put = await program.call('PUT', path, { ...inventPupil(2), givenNames: 'Dmytro', surname: 'Drugi' });
  assert.deepEqual([put.status, put.json['type']], [409, 'other_person']);
  const twin = await program.call('PUT', path, {
    ...inventPupil(2),
    surname: 'Próbna-1',
    givenNames: 'Hanka',
  });
  assert.equal(twin.status, 409, 'a twin has the birth date, but another PESEL');
  assert.deepEqual(await named(path), before);
  const patch = { givenNames: 'Dmytro', surname: 'Drugi' };
  assert.equal((await office('PATCH', `/pupils/${pupilId}`, patch)).status, 409);
  assert.equal((await office('PATCH', `/pupils/${pupilId}`, { ...patch, reason: 'adoption' })).status, 200);
  assert.deepEqual((await named(path)).slice(0, 2), ['Drugi', 'Dmytro']);
});

test('no two small steps turn one child into another, at any door; back is no step, and a reason ends the count (rules.md I1a)', async () => {
  const head = 'id;imiona;nazwisko;pesel;klasa';
  const { path, pupilId } = await village.addPupil(95, []);
  const first = await byApi([head, `f-95;Zuzanna Anna;Drugi;${inventPesel(95)};4a`]);
  assert.deepEqual(
    [counts(first.report), codes(first.report.errors)],
    [[0, 1, 0], []],
    'one name is a warning',
  );
  const second = [head, `f-95;Dmytro;Drugi;${inventPesel(95)};4a`];
  assert.deepEqual(codes((await byApi(second)).report.errors), [[2, 'other_person']]);
  const put = { ...inventPupil(95), givenNames: 'Dmytro', surname: 'Drugi' };
  assert.equal((await program.call('PUT', path, put)).json['type'], 'other_person');
  assert.equal(
    (await office('PATCH', `/pupils/${pupilId}`, { givenNames: 'Dmytro' })).json['type'],
    'other_person',
  );
  const born = {
    birthDate: '2014-05-18',
    personalId: { type: 'passport', country: 'UA', value: 'ZZ950001' },
  };
  assert.equal(
    (await program.call('PUT', path, { ...put, givenNames: 'Zuzanna Anna', ...born })).status,
    409,
  );
  assert.equal((await program.call('PUT', path, { ...put, ...inventPupil(95) })).status, 200, 'as it was');
  const reasoned = { givenNames: 'Hanka', reason: 'name_changed_by_office' };
  assert.equal((await office('PATCH', `/pupils/${pupilId}`, reasoned)).status, 200);
  assert.equal((await office('PATCH', `/pupils/${pupilId}`, { surname: 'Nowa' })).status, 200);
  assert.equal((await office('PATCH', `/pupils/${pupilId}`, { givenNames: 'Iga' })).status, 409);
});

test('an ID in a phone keeps its child whatever file comes; a person may confirm a row with a reason, which the history keeps (rules.md I1a)', async () => {
  const card = await village.addCard(10);
  const file = ['id;imiona;nazwisko;pesel;klasa', `f-10;Dmytro;Drugi;${inventPesel(10)};4a`];
  const before = (await office('GET', `/pupils/${card.pupilId}`)).json;
  for (const { status, report } of [
    await byApi(file),
    await byPanel(file),
    await byPanel(file, { rows: { 3: 'adoption' } }),
  ]) {
    assert.deepEqual([status, codes(report.errors)], [200, [[2, 'other_person']]]);
    assert.deepEqual((await office('GET', `/pupils/${card.pupilId}`)).json, before);
  }
  const refused = await byApi(file, `?confirm=${encodeURIComponent('{"rows":{"2":"adoption"}}')}`);
  assert.equal(refused.status, 400, 'a program confirms nothing');
  assert.equal((await byPanel(file, { rows: { 2: 'because' } })).status, 400);
  const dry = await byPanel(file, { rows: { 2: 'adoption' } }, true);
  const done = await byPanel(file, { rows: { 2: 'adoption' } });
  assert.deepEqual(done.report, dry.report, 'the dry run says what the run does');
  assert.deepEqual([counts(done.report), codes(done.report.errors)], [[0, 1, 0], []]);
  const notes = await inSchool(world.deps.store, program.school, (tx) =>
    tx.run<{ note: string }>(
      {
        name: 'test-notes',
        text: `select note from audit_event where school_id = $1 and pupil_id = $2 and event = 'pupil_updated'`,
      },
      [tx.school, card.pupilId],
    ),
  );
  assert.match(notes.at(-1)?.note ?? '', /reason:adoption/);
});

test('a confirmation holds for the file that was looked at only, and the history says who gave it (rules.md I1a)', async () => {
  const [first, second] = [await village.addCard(88), await village.addCard(89)];
  const head = 'id;imiona;nazwisko;pesel;klasa';
  const rows = [`f-88;Dmytro;Drugi;${inventPesel(88)};4a`, `f-89;Olena;Inna;${inventPesel(89)};4a`];
  const [looked, sent] = [
    [head, ...rows],
    [head, ...rows.toReversed()],
  ];
  const names = async (): Promise<unknown[]> => [await named(first.path), await named(second.path)];
  const before = await names();
  const confirm = { ...(await lookAt(looked)), rows: { 2: 'adoption' } };
  const other = await byPanel(sent, confirm);
  assert.deepEqual([other.status, (other.report as { type?: unknown }).type], [409, 'conflict']);
  assert.deepEqual(await names(), before, 'row 2 of another file is another child');
  assert.equal((await byPanel(looked, { ...confirm, fileDigest: undefined })).status, 400);
  assert.deepEqual(counts((await byPanel(looked, confirm)).report), [0, 1, 0]);
  assert.notDeepEqual((await names())[0], before[0]);
  const kept = await inSchool(world.deps.store, program.school, (tx) =>
    tx.run<{ event: string; kind: string; note: string }>(
      {
        name: 'test-confirmed',
        text: `select event, actor_kind as kind, note from audit_event where school_id = $1 and subject = $2 order by id`,
      },
      [tx.school, confirm.fileDigest],
    ),
  );
  assert.deepEqual(kept, [
    { event: 'file_checked', kind: 'staff', note: 'register +0 ~0 =0 !2' },
    { event: 'file_imported', kind: 'staff', note: 'register +0 ~1 =0 !1 confirmed:1' },
  ]);
});

test('a report says who changes, from what, to what, names first; numbers masked, addresses only named (rules.md I1a)', async () => {
  await village.addPupil(11, []);
  const file = [
    'id;imiona;nazwisko;pesel;klasa;adres;opiekun;numer legitymacji;data wydania;ważna do',
    `f-11;Zuzanna Anna;Zmieniona;${inventPesel(11)};6b;ul. Tajna 5;Marta Próbna;777/2026;2026-09-02;2027-09-30`,
    `n-11;Nowa;Osoba;${inventPesel(12)};6b;;;;;`,
  ];
  const { report } = await byPanel(file, undefined, true);
  const [changed, created] = report.changes;
  assert.deepEqual(changed?.fields, [
    { field: 'surname', from: 'Próbna-11', to: 'Zmieniona' },
    { field: 'classGroup', from: '5a', to: '6b' },
    { field: 'address', from: null, to: null },
    { field: 'paperIdNumber', from: '11/2026', to: '777/2026' },
    { field: 'paperIdIssuedOn', from: '2026-09-01', to: '2026-09-02' },
    { field: 'guardians', from: null, to: 'Marta Próbna' },
  ]);
  assert.equal(changed?.who, 'Zmieniona Zuzanna Anna, 6b');
  assert.deepEqual(created?.fields.slice(0, 4), [
    { field: 'surname', from: null, to: 'Osoba' },
    { field: 'givenNames', from: null, to: 'Nowa' },
    { field: 'birthDate', from: null, to: '2014-05-17' },
    { field: 'personalId', from: null, to: '•••••••••••' },
  ]);
  assert.deepEqual(codes(report.warnings), [
    [2, 'name_changed'],
    [2, 'paper_id_number_changed'],
  ]);
  assert.match(report.warnings[0]?.message ?? '', /Próbna-11.*Zmieniona/);
  assert.doesNotMatch(JSON.stringify(report), new RegExp(`${inventPesel(11)}|Tajna`));
  assert.deepEqual((await byPanel(file)).report, report);
  const sio = [
    'pesel;numer legitymacji;data wydania;czy niepełnosprawność',
    `${inventPesel(11)};778/2026;2026-09-03;0`,
  ];
  const attached = (await byApi(sio)).report;
  assert.deepEqual(codes(attached.warnings)[0], [2, 'paper_id_number_changed']);
  assert.equal(attached.changes[0]?.who, 'Zmieniona Zuzanna Anna, 6b');
});

test('capitals, order and a name in one cell rename nobody; a second name is added with a warning (rules.md I1a, I1c)', async () => {
  const { path } = await village.addPupil(13, []);
  const before = await named(path);
  const pesel = inventPesel(13);
  for (const [heading, cells] of [
    ['imiona;nazwisko', 'ZUZANNA ANNA;PRÓBNA-13'],
    ['Nazwisko i imię', 'Próbna-13 Zuzanna Anna'],
    ['Imię i nazwisko', 'Zuzanna Anna Próbna-13'],
  ] as const) {
    const { report } = await byApi([`${heading};pesel;klasa`, `${cells};${pesel};5A`]);
    assert.deepEqual([counts(report), report.errors, report.warnings], [[0, 0, 1], [], []], heading);
  }
  assert.deepEqual(await named(path), before);
  const more = (await byApi(['imie;Imię 2;nazwisko;pesel;klasa', `Zuzanna Anna;Maria;Próbna-13;${pesel};5a`]))
    .report;
  assert.deepEqual([counts(more), codes(more.warnings)], [[0, 1, 0], [[2, 'name_changed']]]);
});

test('a file that changes many names is held until a person has typed the number (rules.md I1a)', async () => {
  const numbers = Array.from({ length: 8 }, (_, at) => 40 + at);
  for (const n of numbers) await village.addPupil(n, []);
  const file = [
    'id;imiona;nazwisko;pesel;klasa',
    ...numbers.map((n) => `f-${n};Zuzanna Anna;Gaska-Inna${'abcdefgh'[n - 40]};${inventPesel(n)};5a`),
  ];
  const first = await byApi(file);
  assert.deepEqual(first.report.held, { reason: 'many_renamed', count: 8 });
  assert.deepEqual(first.report.changesTotal, 8);
  assert.deepEqual((await named('/pupils/f-40'))[0], 'Próbna-40');
  assert.deepEqual((await byPanel(file)).report.held, { reason: 'many_renamed', count: 8 });
  assert.deepEqual((await byPanel(file, { renamed: 7 })).report.held, { reason: 'many_renamed', count: 8 });
  assert.deepEqual((await named('/pupils/f-40'))[0], 'Próbna-40');
  const done = (await byPanel(file, { renamed: 8 })).report;
  assert.deepEqual([done.held, done.updated], [null, 8]);
  assert.deepEqual((await named('/pupils/f-40'))[0], 'Gaska-Innaa');
});

test('an import that shortens waits for a person, more than five by typing the number (rules.md V6)', async () => {
  const numbers = Array.from({ length: 6 }, (_, at) => 60 + at);
  for (const n of numbers) await village.addPupil(n, []);
  const until = async (n: number): Promise<unknown> =>
    ((await program.call('GET', `/pupils/f-${n}`)).json['paperId'] as { validUntil: string }).validUntil;
  const row = (n: number): string =>
    `f-${n};Zuzanna Anna;Próbna-${n};${inventPesel(n)};5a;${n}/2026;2026-09-01;2026-10-01`;
  const head = 'id;imiona;nazwisko;pesel;klasa;numer legitymacji;data wydania;ważna do;rodzaj legitymacji';
  const one = [head, row(60)];
  const api = (await byApi(one)).report;
  assert.deepEqual([counts(api), codes(api.warnings)], [[0, 0, 1], [[2, 'paper_id_shortened']]]);
  assert.equal(await until(60), '2027-09-30');
  const all = [head, ...numbers.map(row)];
  for (const held of [await byApi(all), await byPanel(all), await byPanel(all, { shortened: 5 })]) {
    assert.deepEqual(held.report.held, { reason: 'many_shortened', count: 6 });
    assert.equal(await until(61), '2027-09-30');
  }
  const person = (await byPanel(one)).report;
  assert.deepEqual([counts(person), codes(person.warnings)], [[0, 1, 0], [[2, 'paper_id_shortened']]]);
  assert.equal(await until(60), '2026-10-01');
  assert.equal((await byPanel([head, ...numbers.slice(1).map(row)])).report.held, null);
  assert.equal(await until(65), '2026-10-01');
});

test('„1A” and „1a” are one class by file, PUT and form, and its class teacher sees all of it (rules.md I1c)', async () => {
  const teacher = {
    name: 'Wychowawca',
    email: 'w@szkola.example',
    role: 'class_teacher',
    classGroups: ['3C'],
  } as const;
  const { deps, clock } = world;
  const accountId = await inSchool(deps.store, program.school, (tx) =>
    addStaff(deps, tx, { ...teacher, actor: { kind: 'system', id: 'test' } }),
  );
  for (const [n, classGroup] of [
    [70, '3c'],
    [71, 'kl. 3 C'],
    [72, 'III c'],
  ] as const)
    await program.call('PUT', `/pupils/f-${n}`, { ...inventPupil(n), classGroup });
  await byApi(['id;imiona;nazwisko;pesel;klasa', `f-73;Ola;Próbna;${inventPesel(73)};3 c`]);
  await office('POST', '/pupils', { ...inventPupil(74), classGroup: '3c ' });
  const link = await createLoginLink(deps, { accountId, face: 'panel', reusable: false });
  clock.now += 1;
  const session = await openSession(deps, link.split('#token=')[1] ?? '', 'panel');
  const seen = await village.faces.panel.inject({
    method: 'GET',
    url: '/api/pupils',
    headers: { cookie: `mleg_panel=${session}`, origin: deps.config.origins.panel },
  });
  const { total, classGroups } = seen.json<{ total: number; classGroups: string[] }>();
  assert.deepEqual([total, classGroups], [5, ['3C']]);
});

test('what cannot be is refused with its field at PUT and in the form too (rules.md I1b)', async () => {
  const good = {
    ...inventPupil(80),
    paperId: { kind: 'card', number: '80/2026', issuedOn: '2026-09-01', validUntil: '2027-09-30' },
  };
  const passport = (value: string): unknown => ({ type: 'passport', country: 'UA', value });
  const wrong: [string, Record<string, unknown>][] = [
    ['personalId.value', { personalId: passport('brak-1') }],
    ['personalId.value', { personalId: passport('nie dotyczy') }],
    ['paperId.number', { paperId: { ...good.paperId, number: 'brak' } }],
    ['paperId.number', { paperId: { ...good.paperId, number: '-' } }],
    ['paperId.validUntil', { paperId: { ...good.paperId, validUntil: '2099-12-31' } }],
    ['paperId.validUntil', { paperId: { ...good.paperId, validUntil: '2026-08-31' } }],
    ['paperId.issuedOn', { paperId: { ...good.paperId, issuedOn: '2026-10-20' } }],
    ['birthDate', { birthDate: '1900-01-01', personalId: passport('FX1') }],
    ['surname', { surname: 'G±ska' }],
    ['surname', { surname: 'Ĺšliwa' }],
    ['givenNames', { givenNames: '\u00c5\u0081ucja' }],
    ['givenNames', { givenNames: 'W?dzis\u0142aw' }],
    ['guardians', { guardians: [{ name: 'Anna G¶ska', rights: 'full' }] }],
  ];
  for (const [field, change] of wrong) {
    for (const answer of [
      await program.call('PUT', '/pupils/f-80', { ...good, ...change }),
      await office('POST', '/pupils', { ...good, ...change }),
    ]) {
      assert.equal(answer.status, 400, JSON.stringify(change));
      assert.equal((answer.json['details'] as { field: string }).field, field, JSON.stringify(change));
    }
  }
  for (const day of ['2026-02-30', '2026-99-99']) {
    const paperId = { ...good.paperId, issuedOn: day };
    assert.equal((await program.call('PUT', '/pupils/f-80', { ...good, paperId })).status, 400, day);
    assert.equal((await program.call('PUT', '/pupils/f-1/paper-id', paperId)).status, 400, day);
    assert.equal((await program.call('POST', '/pupils/f-1/departure', { on: day })).status, 400, day);
  }
  const odd = await program.call('PUT', '/pupils/f-80', {
    ...good,
    paperId: { ...good.paperId, validUntil: '2028-09-30' },
  });
  assert.deepEqual(
    [odd.status, odd.json['warnings']],
    [200, [{ field: 'paperId.validUntil', code: 'date_unusual' }]],
  );
});

test('a wrong encoding leaves nothing behind, and says so (rules.md I1b)', async () => {
  const file = (name: string): string =>
    `id;imiona;nazwisko;pesel;klasa\nf-90;Jan;Dobry;${inventPesel(90)};5a\nf-91;Jan;${name};${inventPesel(91)};5a\n`;
  for (const name of ['G±ska', '\u00c5\u0081uk', 'Gąs\ufffda', 'W?jcik']) {
    const answer = await program.call('POST', '/imports', Buffer.from(file(name)));
    assert.deepEqual([answer.status, answer.json['type']], [422, 'file_unreadable']);
    assert.deepEqual(answer.json['details'], { reason: 'encoding_wrong', row: 3 });
    assert.equal((await program.call('GET', '/pupils/f-90')).status, 404);
  }
});
