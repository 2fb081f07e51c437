import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import type { Vault } from '@mleg/server/src/keys/vault.ts';
import { carryOutDue } from '@mleg/server/src/service/upkeep/upkeep.ts';
import { fetchStatus } from '../flows/checker.ts';
import { inventPaperId } from '../integration/program.ts';
import { type Card, createVillage, eventsTold } from './family.ts';

const village = await createVillage('502');
const { program, world } = village;
after(() => village.close());
const office = await village.staff('office');

const DAY = 86_400;
/** The clock goes forward only, from 15 October 2026, 8:00 UTC. */
const wait = (days: number): void => {
  world.clock.now += Math.round(days * DAY);
};
/** The day in Poland so many days from now. */
const dayIn = (days: number): string => warsawDayOf(world.clock.now + days * DAY);
const upkeep = (): Promise<void> => carryOutDue(world.deps);
const credentialOf = ({ activation }: Card): string =>
  (activation.answer.json['credentials'] as { credential: string }[])[0]?.credential ?? '';
/** What a verifier reads in the published list now, a new list having come out. */
const statusOf = (card: Card): Promise<string> => {
  world.clock.now += 10;
  return fetchStatus(village.issuer, credentialOf(card));
};

test('a lost or withdrawn paper ID revokes and ends the right; the family is told why (rules.md V1, O8)', async () => {
  for (const [n, state] of [
    [2, 'lost'],
    [3, 'withdrawn'],
  ] as const) {
    const card = await village.addCard(n);
    const ended = await office('POST', `/pupils/${card.pupilId}/paper-id/end`, { state });
    assert.equal(ended.status, 200);
    assert.deepEqual(await card.states(), ['revoked']);
    assert.equal(await statusOf(card), 'revoked');
    assert.equal((await eventsTold(card.parent, card.pupilId))[0], 'paper_id_ended');
    await program.call('PUT', `${card.path}/paper-id`, { ...inventPaperId(n), number: `n${n}/2026` });
    const offer = await card.parent('POST', `${card.child}/offers`);
    assert.deepEqual([offer.status, offer.json['type']], [409, 'right_ended']);
  }
});

test('a replaced paper ID: the old number dies when the new one has arrived (rules.md V1)', async () => {
  const card = await village.addCard(4);
  await program.call('PUT', `${card.path}/paper-id`, { ...inventPaperId(4), number: 'n4/2026' });
  assert.deepEqual(await card.states(), ['active']);
  assert.equal((await eventsTold(card.parent, card.pupilId))[0], 'paper_id_replaced');
  const offer = await card.parent('POST', `${card.child}/offers`);
  assert.equal((await village.takeIntoPhone(offer.json)).answer.status, 200);
  assert.deepEqual(await card.states(), ['superseded', 'active']);
  assert.equal(await statusOf(card), 'revoked');
});

test('a number that a slip replaced comes back, and what the phone says stays valid (rules.md V1)', async () => {
  const card = await village.addCard(48);
  const right = inventPaperId(48);
  const slip = { ...right, number: 'sty.26' };
  assert.equal((await program.call('PUT', `${card.path}/paper-id`, slip)).status, 200);
  assert.equal((await program.call('PUT', `${card.path}/paper-id`, right)).status, 200);
  const { paperId } = (await program.call('GET', card.path)).json as { paperId: { readonly number: string } };
  assert.equal(paperId.number, right['number']);
  assert.deepEqual(await card.states(), ['active']);
  const again = await program.call('PUT', `${card.path}/paper-id`, { ...slip, number: 'n48/2026' });
  assert.equal(again.status, 200);
  assert.equal((await program.call('PUT', `${card.path}/paper-id`, slip)).status, 200, 'back and forth');
  await program.call('PUT', `${card.path}/paper-id`, right);
  await office('POST', `/pupils/${card.pupilId}/paper-id/end`, { state: 'lost' });
  const lost = await program.call('PUT', `${card.path}/paper-id`, right);
  assert.deepEqual([lost.status, lost.json['type']], [409, 'wrong_state'], 'a lost one never comes back');
});

test('a replaced paper ID: the old number dies after 14 days where no new one was taken (rules.md V1)', async () => {
  const card = await village.addCard(5);
  await program.call('PUT', `${card.path}/paper-id`, { ...inventPaperId(5), number: 'n5/2026' });
  wait(13.9);
  await upkeep();
  assert.deepEqual(await card.states(), ['active']);
  wait(0.2);
  await Promise.all([upkeep(), upkeep()]);
  assert.deepEqual(await card.states(), ['superseded']);
  assert.equal(await statusOf(card), 'revoked');
  const told = await eventsTold(card.parent, card.pupilId);
  assert.equal(told.filter((event) => event === 'mobile_id_superseded').length, 1, 'told once');
  assert.equal((await card.parent('POST', `${card.child}/offers`)).status, 201, 'the right stands');
});

test('a paper ID that is replaced twice gives the first number no more than its own 14 days (rules.md V1)', async () => {
  const card = await village.addCard(45);
  await program.call('PUT', `${card.path}/paper-id`, { ...inventPaperId(45), number: 'n45/2026' });
  wait(10);
  await program.call('PUT', `${card.path}/paper-id`, { ...inventPaperId(45), number: 'o45/2026' });
  wait(3.9);
  await upkeep();
  assert.deepEqual(await card.states(), ['active']);
  wait(0.2);
  await upkeep();
  assert.deepEqual(await card.states(), ['superseded']);
});

test('leaving has a date: today by default, never earlier, and everything ends at once (rules.md V2)', async () => {
  const card = await village.addCard(6);
  const depart = (body?: unknown) => program.call('POST', `${card.path}/departure`, body);
  for (const [on, rule] of [
    [dayIn(-1), 'not_before_today'],
    ['2026-13-01', 'date'],
    [dayIn(401), 'too_far'],
  ] as const) {
    const { status, json } = await depart({ on });
    assert.deepEqual([status, json['type']], [400, 'invalid_input'], on);
    assert.equal((json['details'] as { rule: string }).rule, rule);
  }
  assert.deepEqual(await card.states(), ['active']);
  assert.equal((await depart()).status, 200);
  assert.deepEqual(await card.states(), ['revoked']);
  assert.equal(await statusOf(card), 'revoked');
  assert.deepEqual((await depart()).json['type'], 'wrong_state');
});

test('a later departure takes effect on its day in Poland, once, and not before (rules.md V2)', async () => {
  const card = await village.addCard(7);
  const waiting = await village.addPupil(8, [
    { name: 'Jan Ósmy', email: 'osmy@poczta.example', rights: 'full' },
  ]);
  const parent = await village.guardian('osmy@poczta.example');
  await parent('POST', `/children/${waiting.pupilId}/orders`, {
    mayPupilCollect: false,
    noticeVersion: 'portal-2026-11',
  });
  const on = '2026-11-20';
  for (const { path } of [card, waiting])
    assert.equal((await program.call('POST', `${path}/departure`, { on })).status, 200);
  const detail = await office('GET', `/pupils/${card.pupilId}`);
  assert.deepEqual([detail.json['leavesOn'], detail.json['status']], [on, 'pupil']);
  assert.equal((await program.call('GET', card.path)).json['leavesOn'], on);
  assert.equal((await eventsTold(card.parent, card.pupilId))[0], 'departure_announced');
  // One minute before midnight in Poland.
  world.clock.now = Date.UTC(2026, 10, 19, 22, 59) / 1000;
  await upkeep();
  assert.deepEqual(await card.states(), ['active']);
  world.clock.now += 60;
  await Promise.all([upkeep(), upkeep()]);
  await upkeep();
  assert.deepEqual(await card.states(), ['revoked']);
  assert.equal(await statusOf(card), 'revoked');
  const left = await program.call('GET', card.path);
  assert.deepEqual([left.json['status'], left.json['leavesOn']], ['left', null]);
  const order = (await program.call('GET', waiting.path)).json['order'] as { state: string };
  assert.equal(order.state, 'withdrawn');
  for (const [ask, pupilId] of [
    [card.parent, card.pupilId],
    [parent, waiting.pupilId],
  ] as const) {
    const told = await eventsTold(ask, pupilId);
    assert.equal(told.filter((event) => event === 'pupil_left').length, 1, 'told once');
  }
});

test('an announced departure can be moved and called off; one that took place stays (rules.md V2)', async () => {
  const card = await village.addCard(9);
  const depart = (on: string) => office('POST', `/pupils/${card.pupilId}/departure`, { on });
  const callOff = () => office('DELETE', `/pupils/${card.pupilId}/departure`);
  await depart(dayIn(5));
  await depart(dayIn(10));
  wait(6);
  await upkeep();
  assert.deepEqual(await card.states(), ['active']);
  assert.equal((await program.call('DELETE', `${card.path}/departure`)).status, 204);
  assert.equal((await eventsTold(card.parent, card.pupilId))[0], 'departure_called_off');
  wait(6);
  await upkeep();
  assert.deepEqual(await card.states(), ['active']);
  assert.equal((await callOff()).status, 204, 'nothing to call off is no fault');
  await office('POST', `/pupils/${card.pupilId}/departure`);
  const late = await callOff();
  assert.deepEqual([late.status, late.json['type']], [409, 'wrong_state']);
});

test('a departure that cannot be carried out keeps no other waiting, and is tried again (rules.md V2)', async () => {
  const cards = [await village.addCard(10), await village.addCard(11)];
  for (const { path } of cards) await program.call('POST', `${path}/departure`, { on: dayIn(1) });
  wait(1);
  // The first message to a family cannot be sealed: nothing of that departure may stay.
  let isFirst = true;
  const cipher: Vault['cipher'] = (school, wrapped) => {
    if (!isFirst) return world.deps.vault.cipher(school, wrapped);
    isFirst = false;
    throw new Error('no key');
  };
  await carryOutDue({ ...world.deps, vault: { ...world.deps.vault, cipher } });
  const states = async () => (await Promise.all(cards.map((card) => card.states()))).flat().sort();
  assert.deepEqual(await states(), ['active', 'revoked']);
  assert.ok(world.logged.some((line) => line.includes('departure_failed')));
  await upkeep();
  assert.deepEqual(await states(), ['revoked', 'revoked']);
});

test('the card’s issue date is the paper ID’s, not the day of the phone (rules.md V5)', async () => {
  const card = await village.addCard(12);
  const disclosed = credentialOf(card)
    .split('~')
    .slice(1, -1)
    .map((one) => JSON.parse(Buffer.from(one, 'base64url').toString()) as unknown[]);
  const claim = (name: string): unknown => disclosed.find(([, key]) => key === name)?.[2];
  assert.equal(claim('date_of_issuance'), inventPaperId(12)['issuedOn']);
  assert.equal(claim('date_of_expiry'), inventPaperId(12)['validUntil']);
});

test('expired is not revoked: a prolonged paper ID gives a code again without a new order (rules.md V1)', async () => {
  const card = await village.addCard(1);
  wait(360);
  assert.deepEqual(await card.states(), ['expired']);
  assert.equal(await statusOf(card), 'valid', 'the list knows of no date');
  const refused = await card.parent('POST', `${card.child}/offers`);
  assert.deepEqual([refused.status, refused.json['type']], [409, 'paper_id_missing']);
  const prolonged = { ...inventPaperId(1), validUntil: '2028-09-30' };
  assert.equal((await program.call('PUT', `${card.path}/paper-id`, prolonged)).status, 200);
  const offer = await card.parent('POST', `${card.child}/offers`);
  assert.equal((await village.takeIntoPhone(offer.json)).answer.status, 200);
});
