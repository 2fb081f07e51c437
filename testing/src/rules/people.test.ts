import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { letterTexts } from '@mleg/server/src/letters/letter-text.ts';
import { addStaff } from '@mleg/server/src/service/session/add-staff.ts';
import { AUTHORITY_NOTE } from '@mleg/server/src/service/status/publish-trust-list.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { fetchTrustList } from '../flows/checker.ts';
import { createProgram, inventPaperId, inventPesel, inventPupil } from '../integration/program.ts';
import { createVillage, statesOf } from './family.ts';

const village = await createVillage('504');
const { program, world } = village;
after(() => village.close());
const office = await village.staff('office');

type Guardian = {
  name: string;
  email: string | null;
  phone: string | null;
  rights: string;
  mayOrder: boolean;
};
const guardiansOf = async (pupilId: string): Promise<Guardian[]> =>
  (await office('GET', `/pupils/${pupilId}`)).json['guardians'] as Guardian[];
const languageOf = async (email: string): Promise<unknown> =>
  (await (await village.guardian(email))('GET', '/session')).json['language'];

test('guardians come in by the register, by the API and by the panel, with or without an e-mail (rules.md W1)', async () => {
  const { path, pupilId } = await village.addPupil(1, []);
  const row = `f-1;Zuzanna Anna;Próbna-1;${inventPesel(1)};5a;Marta Rejestrowa;marta@poczta.example`;
  const file = `id;imiona;nazwisko;pesel;klasa;opiekun;e-mail opiekuna\n${row}\n`;
  assert.equal((await program.call('POST', '/imports', Buffer.from(file))).status, 200);
  const [imported] = await guardiansOf(pupilId);
  assert.deepEqual(
    [imported?.name, imported?.email, imported?.rights, imported?.mayOrder],
    ['Marta Rejestrowa', 'marta@poczta.example', 'full', true],
  );
  const full = { name: 'Jan Dziennikowy', email: 'jan@poczta.example', phone: '000 000 000', rights: 'full' };
  const byProgram = [
    { ...full, mayOrder: false },
    { name: 'Ewa Bezmailowa', rights: 'limited' },
  ];
  assert.equal((await program.call('PUT', `${path}/guardians`, { guardians: byProgram })).status, 204);
  assert.deepEqual(
    (await guardiansOf(pupilId)).map(({ name, email, phone, rights, mayOrder }) => ({
      ...{ name, email, phone, rights, mayOrder },
    })),
    [
      { name: 'Ewa Bezmailowa', email: null, phone: null, rights: 'limited', mayOrder: false },
      { ...full, mayOrder: false },
    ],
    'the list is the whole list',
  );
  const byOffice = [full, { name: 'Ewa Bezmailowa', email: 'ewa@poczta.example', rights: 'full' }];
  const put = await office('PUT', `/pupils/${pupilId}/guardians`, { guardians: byOffice });
  assert.equal(put.status, 200);
  for (const email of ['jan@poczta.example', 'ewa@poczta.example']) {
    const { json } = await (await village.guardian(email))('GET', '/children');
    assert.deepEqual(
      (json['children'] as { pupilId: string; mayOrder: boolean }[]).map((one) => [
        one.pupilId,
        one.mayOrder,
      ]),
      [[pupilId, true]],
    );
  }
  const gone = await (await village.guardian('marta@poczta.example'))('GET', '/children');
  assert.deepEqual(gone.json['children'], [], 'who was taken off the list sees no child any more');
});

test('a guardian is written to and greeted in the language that the register names, until it names another (rules.md W1)', async () => {
  const email = 'oksana@poczta.example';
  const guardian = { name: 'Oksana Mowa', email, rights: 'full' as const };
  const { path } = await village.addPupil(2, [{ ...guardian, language: 'uk' }]);
  assert.equal(await languageOf(email), 'uk');
  const put = (more: object) =>
    program.call('PUT', `${path}/guardians`, { guardians: [{ ...guardian, ...more }] });
  await put({});
  assert.equal(await languageOf(email), 'uk', 'a list without languages changes none');
  await put({ language: 'en' });
  assert.equal(await languageOf(email), 'en');
  const ask = await village.guardian(email);
  const children = (await ask('GET', '/children')).json['children'] as { pupilId: string }[];
  await ask('POST', `/children/${children[0]?.pupilId}/orders`, {
    mayPupilCollect: false,
    noticeVersion: 'portal-2026-11',
  });
  const { json } = await program.call('GET', '/messages');
  const news = json['messages'] as { to: { email: string; language: string } }[];
  assert.deepEqual(
    new Set(news.filter(({ to }) => to.email === email).map(({ to }) => to.language)),
    new Set(['en']),
  );
});

test('each ID in a phone records who activated it, so that it can go with that person’s rights (rules.md W2)', async () => {
  const guardians = [
    { name: 'Ada Pierwsza', email: 'ada@poczta.example', rights: 'full' as const },
    { name: 'Jan Drugi', email: 'jandrugi@poczta.example', rights: 'full' as const },
  ];
  await village.setPolicy({ devices: 'many', devicesMax: null });
  const { pupilId, child, states } = await village.addCard(3, guardians);
  const other = await village.guardian('jandrugi@poczta.example');
  const offer = await other('POST', `${child}/offers`);
  assert.equal((await village.takeIntoPhone(offer.json)).answer.status, 200);
  const standing = async (): Promise<Map<string, string[]>> => {
    const { json } = await office('GET', `/pupils/${pupilId}`);
    const rows = json['guardians'] as { name: string; standingMobileIds: string[] }[];
    return new Map(rows.map((one) => [one.name, one.standingMobileIds]));
  };
  const before = await standing();
  assert.deepEqual(
    [...before].map(([name, ids]) => [name, ids.length]),
    [
      ['Ada Pierwsza', 1],
      ['Jan Drugi', 1],
    ],
  );
  const limited = [guardians[0], { ...guardians[1], rights: 'limited' }];
  await office('PUT', `/pupils/${pupilId}/guardians`, { guardians: limited });
  const mobileId = before.get('Jan Drugi')?.[0];
  await office('POST', `/pupils/${pupilId}/revocations`, { reason: 'resignation', mobileId });
  assert.deepEqual(await states(), ['active', 'revoked'], 'only what that person had activated');
  assert.deepEqual(
    [...(await standing()).values()].map((ids) => ids.length),
    [1, 0],
  );
  await village.setPolicy({ devices: 'one' });
});

test('limited rights know nothing of the other guardian, phones, orders and messages (rules.md W2)', async () => {
  const guardians = [
    { name: 'Ada Widoczna', email: 'adaw@poczta.example', rights: 'full' as const },
    { name: 'Piotr Ograniczony', email: 'piotr@poczta.example', rights: 'limited' as const },
  ];
  const { child, pupilId } = await village.addCard(4, guardians);
  const ask = await village.guardian('piotr@poczta.example');
  const seen = await ask('GET', child);
  const { mobileIds, order, portrait, codeReady, mayOrder, orderDoors } = seen.json;
  assert.deepEqual(
    [mobileIds, order, portrait, codeReady, mayOrder, orderDoors],
    [[], null, null, false, false, []],
  );
  assert.doesNotMatch(JSON.stringify(seen.json), /Ada|adaw|14251700/);
  assert.deepEqual((await ask('GET', '/messages')).json['messages'], []);
  for (const [method, path] of [
    ['POST', `${child}/offers`],
    ['POST', `${child}/orders`],
    ['PUT', `${child}/objection`],
    ['GET', `${child}/portrait`],
  ] as const) {
    const body = path.endsWith('orders')
      ? { mayPupilCollect: false, noticeVersion: 'portal-2026-11' }
      : undefined;
    assert.equal((await ask(method, path, body)).status, 404, `${method} ${path}`);
  }
  assert.ok(pupilId);
});

test('an address under protection is in no credential (rules.md W2)', async () => {
  const guardians = [{ name: 'Ada Chroniona', email: 'adac@poczta.example', rights: 'full' as const }];
  const { path, pupilId } = await village.addPupil(5, guardians);
  await program.call('PUT', path, { address: 'ul. Ukryta 7, 00-000 Przykładowo' });
  await program.call('PUT', `${path}/portrait`, village.photo, { 'content-type': 'image/jpeg' });
  const parent = await village.guardian('adac@poczta.example');
  const order = await parent('POST', `/children/${pupilId}/orders`, {
    mayPupilCollect: false,
    noticeVersion: 'portal-2026-11',
  });
  const { id } = order.json['order'] as { id: string };
  await program.call('POST', `/orders/${id}/decision`, { decision: 'approve' });
  const addressInPhone = async (): Promise<boolean> => {
    const offer = await parent('POST', `/children/${pupilId}/offers`);
    const { answer } = await village.takeIntoPhone(offer.json);
    const credentials = answer.json['credentials'] as { credential: string }[];
    const disclosures = credentials.flatMap(({ credential }) => credential.split('~').slice(1));
    return disclosures.some((one) => Buffer.from(one, 'base64url').toString().includes('Ukryta'));
  };
  const states = async (): Promise<string[]> => statesOf(await program.call('GET', `${path}/mobile-ids`));
  assert.equal(await addressInPhone(), true);
  await program.call('PUT', path, { addressProtected: true });
  assert.deepEqual(await states(), ['superseded'], 'the phone that had it loses its ID');
  assert.equal(await addressInPhone(), false);
  await program.call('PUT', path, { addressProtected: true, classGroup: '6a' });
  assert.deepEqual(await states(), ['superseded', 'active']);
  await office('PATCH', `/pupils/${pupilId}`, { addressProtected: false });
  assert.equal(await addressInPhone(), true);
});

test('one person works in two schools and switches by one call; a delegation ends on its day (rules.md W5)', async () => {
  const other = await createProgram(village.world, village.issuer.face, '505');
  const email = 'office@szkola.example';
  const actor = { kind: 'system', id: 'test' } as const;
  const member = { name: 'Osoba office', email, role: 'office', classGroups: [], actor } as const;
  const delegate = (until?: string) =>
    inSchool(world.deps.store, other.school, (tx) => addStaff(world.deps, tx, { ...member, until }));
  await delegate();
  const ask = await village.staff('office');
  const rspos = async (): Promise<string[]> =>
    ((await ask('GET', '/session')).json['memberships'] as { rspo: string }[]).map((one) => one.rspo);
  assert.deepEqual(await rspos(), ['504', '505']);
  const schoolNow = async (): Promise<string> =>
    ((await ask('GET', '/session')).json['school'] as { rspo: string }).rspo;
  for (const rspo of ['505', '504', '505']) {
    assert.ok((await ask('PUT', '/session/school', { rspo })).status < 300);
    assert.equal(await schoolNow(), rspo);
  }
  assert.deepEqual((await ask('GET', '/pupils')).json['pupils'], [], 'only that school’s pupils');
  assert.equal((await ask('PUT', '/session/school', { rspo: '999' })).status, 404);
  // 15 October 2026: until the end of the next day in Poland.
  await delegate('2026-10-16');
  world.clock.now = Date.UTC(2026, 9, 16, 21, 59, 40) / 1000;
  await ask('PUT', '/session/school', { rspo: '505' });
  assert.equal((await ask('GET', '/pupils')).status, 200, 'the last day is whole');
  world.clock.now = Date.UTC(2026, 9, 16, 22) / 1000;
  assert.ok((await ask('GET', '/pupils')).status >= 401, 'ended');
  assert.deepEqual(await (await village.staff('office'))('GET', '/session').then(namesOf), ['504']);
});
const namesOf = ({ json }: { json: Record<string, unknown> }): string[] =>
  (json['memberships'] as { rspo: string }[]).map((one) => one.rspo);

test('a guardian sees the children of all schools of the server under one log-in (rules.md W5)', async () => {
  const email = 'dwieszkoly@poczta.example';
  const guardians = [{ name: 'Halina Dwojga', email, rights: 'full' as const }];
  await village.addPupil(6, guardians);
  const other = await createProgram(village.world, village.issuer.face, '506');
  await other.call('PUT', '/pupils/o-1', { ...inventPupil(7), paperId: inventPaperId(7), guardians });
  const ask = await village.guardian(email);
  const children = (await ask('GET', '/children')).json['children'] as {
    surname: string;
    school: { rspo: string };
  }[];
  assert.deepEqual(children.map((one) => [one.surname, one.school.rspo]).sort(), [
    ['Próbna-6', '504'],
    ['Próbna-7', '506'],
  ]);
});

test('by whose authority is said by a signed claim, the trust list, the portal and the letter (rules.md W6)', async () => {
  const { activation, parent, child } = await village.addCard(8);
  const [jwt = ''] =
    (activation.answer.json['credentials'] as { credential: string }[])[0]?.credential.split('~') ?? [];
  const claims = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as {
    authority_note: string;
  };
  assert.match(claims.authority_note, /^Tę legitymację wydaje szkoła\. Nie jest dokumentem w mObywatelu/);
  const operator = (await fetchTrustList(village.issuer)).findByIssuer(world.deps.config.origins.school);
  assert.equal(operator?.authorityNote, claims.authority_note);
  assert.equal((await parent('GET', child)).json['authorityNote'], claims.authority_note);
  assert.equal(letterTexts.pl.authority, AUTHORITY_NOTE);
  for (const { authority } of [letterTexts.en, letterTexts.uk]) assert.match(authority, /mObywatel/);
});
