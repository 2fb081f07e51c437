import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { carryOutDue } from '@mleg/server/src/service/upkeep/upkeep.ts';
import { fetchStatus } from '../flows/checker.ts';
import { inventPaperId, inventPupil } from '../integration/program.ts';
import { type Answer, type Card, createVillage, eventsTold, statesOf } from './family.ts';

/** The ID in a phone says what the school's paper ID says, whichever door another last day came through (rules.md V6). */

const village = await createVillage('508');
const { program, world } = village;
after(() => village.close());
const office = await village.staff('office');

const DAY = 86_400;
const dayIn = (days: number): string => warsawDayOf(world.clock.now + days * DAY);
const wait = (days: number): void => {
  world.clock.now += Math.round(days * DAY);
};
const upkeep = (): Promise<void> => carryOutDue(world.deps);
const credentialOf = ({ activation }: Card): string =>
  (activation.answer.json['credentials'] as { credential: string }[])[0]?.credential ?? '';
const statusOf = (card: Card): Promise<string> => {
  world.clock.now += 10;
  return fetchStatus(village.issuer, credentialOf(card));
};
const paperOf = (n: number, validUntil: string) => ({
  ...inventPaperId(n),
  issuedOn: '2025-09-01',
  validUntil,
});

type Phone = {
  id: string;
  state: string;
  validUntil: string;
  suspendedBy: string | null;
  suspensions: { by: string; cause: string }[];
};
const phonesOf = ({ json }: Answer): Phone[] => json['mobileIds'] as Phone[];
const causesOf = async (card: Card): Promise<string[]> =>
  (phonesOf(await office('GET', `/pupils/${card.pupilId}`))[0]?.suspensions ?? []).map(
    ({ by, cause }) => `${by} ${cause}`,
  );
const block = async (card: Card): Promise<string> => {
  const [phone] = phonesOf(await card.parent('GET', card.child));
  const path = `${card.child}/mobile-ids/${phone?.id}/suspension`;
  assert.equal((await card.parent('POST', path)).status, 200);
  return path;
};

/** Each way by which another last day of the paper ID comes in. */
const DOORS: Readonly<
  Record<string, (card: Card, n: number, validUntil: string) => Promise<{ status: number }>>
> = {
  'the panel’s form': (card, n, validUntil) =>
    office('PUT', `/pupils/${card.pupilId}/paper-id`, paperOf(n, validUntil)),
  'PUT paper-id': (card, n, validUntil) =>
    program.call('PUT', `${card.path}/paper-id`, paperOf(n, validUntil)),
  'PUT pupil': (card, n, validUntil) =>
    program.call('PUT', card.path, { ...inventPupil(n), paperId: paperOf(n, validUntil) }),
  'PATCH pupil': (card, n, validUntil) =>
    office('PATCH', `/pupils/${card.pupilId}`, { paperId: paperOf(n, validUntil) }),
  'another number': (card, n, validUntil) =>
    program.call('PUT', `${card.path}/paper-id`, { ...paperOf(n, validUntil), number: `x${n}/2026` }),
};

for (const [at, [door, set]] of Object.entries(DOORS).entries()) {
  test(`a paper ID shortened to a day that has passed suspends the IDs in phones at once: ${door} (rules.md V6)`, async () => {
    const n = 1 + at;
    const card = await village.addCard(n);
    assert.ok((await set(card, n, dayIn(-1))).status < 300);
    assert.deepEqual(await card.states(), ['suspended']);
    assert.equal(await statusOf(card), 'suspended', 'a check does not say valid');
    assert.ok((await eventsTold(card.parent, card.pupilId)).includes('mobile_id_suspended'));
    const seen = phonesOf(await card.parent('GET', card.child))[0];
    assert.deepEqual(
      [seen?.state, seen?.suspendedBy, seen?.suspensions.map(({ cause }) => cause), seen?.validUntil],
      ['suspended', 'school', ['paper_id'], dayIn(-1)],
    );
    assert.ok((await set(card, n, dayIn(200))).status < 300);
    assert.deepEqual(await card.states(), ['active']);
    assert.equal(await statusOf(card), 'valid');
    assert.ok((await eventsTold(card.parent, card.pupilId)).includes('mobile_id_restored'));
  });
}

test('a paper ID shortened to a later day suspends on that day, once, and the family hears of both (rules.md V6)', async () => {
  const card = await village.addCard(10);
  const lastDay = dayIn(5);
  assert.equal((await program.call('PUT', `${card.path}/paper-id`, paperOf(10, lastDay))).status, 200);
  assert.deepEqual(await card.states(), ['active']);
  assert.equal((await eventsTold(card.parent, card.pupilId))[0], 'paper_id_shortened');
  assert.equal(phonesOf(await office('GET', `/pupils/${card.pupilId}`))[0]?.validUntil, lastDay);
  wait(5);
  await upkeep();
  assert.deepEqual(await card.states(), ['active'], 'the last day itself counts');
  wait(1);
  const row = await office('POST', '/pupils/search', { q: String(inventPaperId(10)['number']) });
  assert.equal(
    (row.json['pupils'] as { activeMobileIds: number }[])[0]?.activeMobileIds,
    0,
    'before upkeep too',
  );
  assert.notDeepEqual(await card.states(), ['active'], 'never “termin minął” beside “Aktywna”');
  await Promise.all([upkeep(), upkeep()]);
  await upkeep();
  assert.deepEqual(await card.states(), ['suspended']);
  assert.equal(await statusOf(card), 'suspended');
  const told = await eventsTold(card.parent, card.pupilId);
  assert.equal(told.filter((event) => event === 'mobile_id_suspended').length, 1, 'told once');
});

test('prolonging lifts exactly that suspension: a phone reported lost stays suspended (rules.md V6, C4)', async () => {
  for (const [n, isLostFirst] of [
    [11, true],
    [12, false],
  ] as const) {
    const card = await village.addCard(n);
    const suspension = isLostFirst ? await block(card) : undefined;
    await program.call('PUT', `${card.path}/paper-id`, paperOf(n, dayIn(-1)));
    const path = suspension ?? (await block(card));
    assert.deepEqual((await causesOf(card)).sort(), ['guardian request', 'school paper_id']);
    await program.call('PUT', `${card.path}/paper-id`, paperOf(n, dayIn(100)));
    assert.deepEqual(await card.states(), ['suspended']);
    assert.deepEqual(await causesOf(card), ['guardian request']);
    assert.equal(await statusOf(card), 'suspended');
    assert.equal((await card.parent('DELETE', path)).status, 200);
    assert.deepEqual(await card.states(), ['active']);
  }
});

test('nobody restores by hand what the paper ID’s day suspends (rules.md V6)', async () => {
  const card = await village.addCard(13);
  await program.call('PUT', `${card.path}/paper-id`, paperOf(13, dayIn(-1)));
  for (const answer of [
    await office('DELETE', `/pupils/${card.pupilId}/suspensions`, {}),
    await program.call('DELETE', `${card.path}/suspensions`),
  ])
    assert.deepEqual([answer.status, answer.json['type']], [409, 'paper_id_missing']);
  await office('POST', `/pupils/${card.pupilId}/suspensions`, {});
  assert.equal((await office('DELETE', `/pupils/${card.pupilId}/suspensions`, {})).status, 200);
  assert.deepEqual(await causesOf(card), ['school paper_id'], 'the school’s own is lifted, the day stays');
  const offer = await card.parent('POST', `${card.child}/offers`);
  assert.deepEqual([offer.status, offer.json['type']], [409, 'paper_id_missing']);
});

test('a later day than the phone names is told as what it is: a new code, no silent renewal (rules.md V6)', async () => {
  const card = await village.addCard(14);
  await program.call('PUT', `${card.path}/paper-id`, { ...inventPaperId(14), validUntil: '2028-09-30' });
  assert.equal((await eventsTold(card.parent, card.pupilId))[0], 'paper_id_prolonged');
  const offer = await card.parent('POST', `${card.child}/offers`);
  assert.equal((await village.takeIntoPhone(offer.json)).answer.status, 200);
});

test('what several people suspend works again when each has lifted the own suspension, or the school all (rules.md C4, C9)', async () => {
  const card = await village.addCard(15);
  const path = await block(card);
  await office('POST', `/pupils/${card.pupilId}/suspensions`, {});
  assert.deepEqual((await causesOf(card)).sort(), ['guardian request', 'school request']);
  const lifted = await card.parent('DELETE', path);
  assert.deepEqual([lifted.status, lifted.json['type']], [409, 'wrong_state']);
  assert.deepEqual(await card.states(), ['suspended'], 'nobody but the school passes the school');
  const reports = (await office('GET', '/orders')).json['lossReports'] as { pupilId: string; by: string }[];
  assert.deepEqual(
    reports.filter(({ pupilId }) => pupilId === card.pupilId).map(({ by }) => by),
    ['guardian'],
    'the report stays on top of the queue',
  );
  assert.equal((await office('DELETE', `/pupils/${card.pupilId}/suspensions`, {})).status, 200);
  assert.deepEqual(await card.states(), ['active']);
});

test('what both guardians suspended works again when both have lifted their own, in either order (rules.md C4)', async () => {
  const guardians = ['a', 'b'].map((who) => ({
    name: `Opiekun ${who}`,
    email: `${who}17@poczta.example`,
    rights: 'full' as const,
  }));
  const card = await village.addCard(17, guardians);
  const other = await village.guardian('b17@poczta.example');
  const path = await block(card);
  assert.equal((await other('DELETE', path)).status, 409, 'not what the other one suspended');
  assert.equal((await other('POST', path)).status, 200);
  assert.equal((await card.parent('DELETE', path)).status, 200);
  assert.deepEqual(await card.states(), ['suspended'], 'the other one still has it suspended');
  assert.equal((await card.parent('DELETE', path)).status, 409, 'that is not mine to lift');
  assert.equal((await other('DELETE', path)).status, 200);
  assert.deepEqual(await card.states(), ['active']);
});

test('an order is not approved after the paper ID’s last day has passed by itself (requirement A3)', async () => {
  const { path, pupilId } = await village.addPupil(16, [
    { name: 'Marta Szesnasta', email: 'm16@poczta.example', rights: 'full' },
  ]);
  await program.call('PUT', `${path}/paper-id`, paperOf(16, dayIn(1)));
  const parent = await village.guardian('m16@poczta.example');
  await parent('PUT', `/children/${pupilId}/portrait`, village.photo);
  const placed = await parent('POST', `/children/${pupilId}/orders`, {
    mayPupilCollect: false,
    noticeVersion: 'portal-2026-11',
  });
  const { id } = placed.json['order'] as { id: string };
  wait(2);
  const decided = await program.call('POST', `/orders/${id}/decision`, { decision: 'approve' });
  assert.deepEqual([decided.status, decided.json['type']], [409, 'paper_id_missing']);
  assert.deepEqual(statesOf(await program.call('GET', `${path}/mobile-ids`)), []);
});
