import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { inventPesel } from '../integration/program.ts';
import { createVillage } from './family.ts';

const village = await createVillage('508');
const { program } = village;
after(() => village.close());

type Report = { kind: string; missing: number; errors: unknown[]; updated: number };
const importFile = async (query: string, lines: readonly string[]): Promise<Report> => {
  const { status, json } = await program.call('POST', `/imports${query}`, Buffer.from(lines.join('\n')));
  assert.equal(status, 200);
  return json as Report;
};
const HEAD = 'id;imiona;nazwisko;pesel;klasa';

test('whatever a file says or leaves out, no import marks anybody as left and none revokes (rules.md I1)', async () => {
  const [card, other] = [await village.addCard(1), await village.addCard(2)];
  const stillThere = async (): Promise<void> => {
    for (const { path, states } of [card, other]) {
      assert.equal((await program.call('GET', path)).json['status'], 'pupil');
      assert.deepEqual(await states(), ['active']);
    }
  };
  const onlyOne = [HEAD, `f-1;Zuzanna Anna;Próbna-1;${inventPesel(1)};6a`];
  assert.equal((await importFile('', onlyOne)).missing, 0, 'not declared complete: nobody is missing');
  assert.equal((await importFile('?complete=true', onlyOne)).missing, 1, 'declared complete: counted');
  await stillThere();
  const somebodyElse = [HEAD, `x-9;Ola;Obca;${inventPesel(9)};6a`];
  assert.equal((await importFile('?complete=true', somebodyElse)).missing, 2);
  const renamed = [HEAD, `f-1;Zuzanna Anna;Nowe-Nazwisko;${inventPesel(1)};6a`];
  assert.equal((await importFile('?complete=true', renamed)).updated, 1);
  await stillThere();
});

test('a SIO file is never complete: whom it does not name is not missing (rules.md I1)', async () => {
  const card = await village.addCard(3);
  const sio = [
    'pesel;numer legitymacji;data wydania;czy niepełnosprawność',
    `${inventPesel(1)};1/2026;2026-09-01;NIE`,
  ];
  const report = await importFile('?complete=true', sio);
  assert.deepEqual([report.kind, report.missing, report.errors], ['sio', 0, []]);
  assert.deepEqual(await card.states(), ['active']);
});

test('a paper ID that is lost does not come back by a file, nor does its mobile ID (rules.md I1, V1)', async () => {
  const card = await village.addCard(4);
  const office = await village.staff('office');
  await office('POST', `/pupils/${card.pupilId}/paper-id/end`, { state: 'lost' });
  const sio = [
    'pesel;numer legitymacji;data wydania;czy niepełnosprawność',
    `${inventPesel(4)};4/2026;2026-09-01;NIE`,
  ];
  const report = await importFile('', sio);
  assert.deepEqual(
    (report.errors as { code: string }[]).map(({ code }) => code),
    ['wrong_state'],
  );
  assert.deepEqual(await card.states(), ['revoked']);
});

test('PUT replaces the named parts only: the rest of the pupil, paper ID and guardians stay (rules.md I2)', async () => {
  const guardians = [{ name: 'Ada Piąta', email: 'ada5@poczta.example', rights: 'full' as const }];
  const { path, pupilId } = await village.addPupil(5, guardians);
  await program.call('PUT', path, { address: 'ul. Stała 1, 00-000 Przykładowo' });
  const office = await village.staff('office');
  const before = (await office('GET', `/pupils/${pupilId}`)).json;
  assert.equal((await program.call('PUT', path, { classGroup: '6b' })).status, 200);
  const after = (await office('GET', `/pupils/${pupilId}`)).json;
  assert.deepEqual(after, { ...before, classGroup: '6b' });
  assert.equal((await program.call('PUT', path, {})).status, 200, 'naming nothing changes nothing');
  assert.deepEqual((await office('GET', `/pupils/${pupilId}`)).json, after);
});
