import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { activate, handleOf, notify, openOffer } from '../flows/holder.ts';
import { inventPaperId } from '../integration/program.ts';
import { type Answer, type Ask, createVillage, eventsTold } from './family.ts';

/** What ends, ends whole: orders, codes, IDs that a phone gave up, and what the family's page says of it. */

const village = await createVillage('509');
const { program, world, issuer } = village;
after(() => village.close());
const office = await village.staff('office');

/** A pupil whose order is approved; `hand` gives a code out that no phone has taken. */
async function addApproved(n: number) {
  const email = `e${n}@poczta.example`;
  const { path, pupilId } = await village.addPupil(n, [{ name: 'Marta Końcowa', email, rights: 'full' }]);
  await program.call('PUT', `${path}/portrait`, village.photo, { 'content-type': 'image/jpeg' });
  const parent = await village.guardian(email);
  const child = `/children/${pupilId}`;
  const order = (): Promise<Answer> =>
    parent('POST', `${child}/orders`, { mayPupilCollect: false, noticeVersion: 'portal-2026-11' });
  const approve = async (placed: Answer): Promise<string> => {
    const { id } = placed.json['order'] as { id: string };
    const decided = await program.call('POST', `/orders/${id}/decision`, { decision: 'approve' });
    assert.equal(decided.status, 200, decided.text);
    return id;
  };
  const orderId = await approve(await order());
  const hand = () => program.call('POST', `${path}/offers`);
  return { path, pupilId, parent, child, order, approve, orderId, hand };
}
const stateOf = async (orderId: string): Promise<unknown> =>
  (await program.call('GET', `/orders/${orderId}`)).json['state'];
const isAlive = async ({ json }: Pick<Answer, 'json'>): Promise<boolean> =>
  (await openOffer(issuer, handleOf(String(json['walletLink'])))).status === 200;
const childOf = async (ask: Ask, child: string): Promise<Record<string, unknown>> =>
  (await ask('GET', child)).json;
const today = (): string => warsawDayOf(world.clock.now);

const ENDS: Readonly<Record<string, (at: { path: string; pupilId: string }) => Promise<{ status: number }>>> =
  {
    'a departure': ({ path }) => program.call('POST', `${path}/departure`, {}),
    'an objection': ({ path }) => program.call('PUT', `${path}/objection`),
    'a lost paper ID': ({ pupilId }) => office('POST', `/pupils/${pupilId}/paper-id/end`, { state: 'lost' }),
    'a revocation for fraud': ({ path }) => program.call('POST', `${path}/revocations`, { reason: 'fraud' }),
    'a revocation because the pupil left': ({ path }) =>
      program.call('POST', `${path}/revocations`, { reason: 'left_school' }),
  };
for (const [at, [what, end]] of Object.entries(ENDS).entries()) {
  test(`an order whose code nobody took ends with ${what}, and so does the code (rules.md C3)`, async () => {
    const approved = await addApproved(10 + at);
    const offer = await approved.hand();
    assert.equal(await stateOf(approved.orderId), 'issued');
    assert.ok((await end(approved)).status < 300);
    assert.equal(await stateOf(approved.orderId), 'withdrawn');
    assert.equal(await isAlive(offer), false);
  });
  test(`an approved order without a code ends with ${what} (rules.md C3)`, async () => {
    const approved = await addApproved(20 + at);
    assert.ok((await end(approved)).status < 300);
    assert.equal(await stateOf(approved.orderId), 'withdrawn');
  });
}

test('an order whose code nobody took is closed by the one that is approved after it (rules.md O1)', async () => {
  const { hand, order, approve, orderId, parent, child } = await addApproved(30);
  await hand();
  const second = await order();
  const secondId = (second.json['order'] as { id: string }).id;
  assert.notEqual(secondId, orderId);
  assert.equal(await stateOf(orderId), 'issued', 'as long as the second one waits');
  await approve(second);
  assert.deepEqual([await stateOf(orderId), await stateOf(secondId)], ['closed', 'accepted']);
  const offer = await parent('POST', `${child}/offers`);
  assert.equal((await village.takeIntoPhone(offer.json)).answer.status, 200);
  assert.equal(await stateOf(secondId), 'closed');
});

test('codes that nobody took are withdrawn in the panel and over the API; the right stands (rules.md C3)', async () => {
  const { hand, orderId, path, pupilId, parent } = await addApproved(31);
  const withdraw = () => office('POST', `/orders/${orderId}/withdrawal`, { what: 'codes' });
  const first = await hand();
  const letter = await program.call('POST', `${path}/offers`, { delivery: 'letter' });
  assert.equal((await office('GET', `/orders/${orderId}`)).json['openCodes'], 2);
  const done = await withdraw();
  assert.deepEqual([done.status, done.json['openCodes'], done.json['state']], [200, 0, 'accepted']);
  assert.deepEqual([await isAlive(first), await isAlive(letter)], [false, false]);
  assert.equal((await eventsTold(parent, pupilId))[0], 'codes_withdrawn');
  const again = await withdraw();
  assert.deepEqual([again.status, again.json['type']], [409, 'wrong_state'], 'nothing waits to be taken');
  const next = await hand();
  assert.equal((await program.call('DELETE', `${path}/offers`)).status, 204);
  assert.equal(await isAlive(next), false);
  const last = await hand();
  assert.equal((await village.takeIntoPhone(last.json)).answer.status, 200);
  const events = (await office('GET', `/orders/${orderId}`)).json['timeline'] as { event: string }[];
  assert.equal(events.filter(({ event }) => event === 'codes_withdrawn').length, 2);
});

test('an approval is taken back while no phone has the ID; then only a new order gives a code (rules.md C3)', async () => {
  const { hand, orderId, parent, child, order, pupilId } = await addApproved(32);
  const offer = await hand();
  const withdraw = () => office('POST', `/orders/${orderId}/withdrawal`, { what: 'order' });
  const done = await withdraw();
  assert.deepEqual([done.status, done.json['state']], [200, 'withdrawn']);
  assert.equal(await isAlive(offer), false);
  assert.equal((await hand()).json['type'], 'right_ended');
  assert.equal((await eventsTold(parent, pupilId))[0], 'order_withdrawn');
  assert.deepEqual((await childOf(parent, child))['ended'], { reason: 'withdrawn', on: today() });
  assert.equal((await withdraw()).status, 409);
  assert.equal((await order()).status, 201);
  assert.equal((await childOf(parent, child))['ended'], null, 'an order came after it');
  const card = await village.addCard(33);
  assert.equal((await office('POST', `/orders/${card.orderId}/withdrawal`, { what: 'order' })).status, 409);
});

test('revoking because of the paper ID records that it is lost or withdrawn (requirement A7)', async () => {
  for (const [n, reason, state] of [
    [34, 'paper_lost', 'lost'],
    [35, 'paper_withdrawn', 'withdrawn'],
  ] as const) {
    const card = await village.addCard(n);
    assert.equal((await office('POST', `/pupils/${card.pupilId}/revocations`, { reason })).status, 200);
    const { paperId } = (await office('GET', `/pupils/${card.pupilId}`)).json as {
      paperId: { state: string };
    };
    assert.equal(paperId.state, state);
    const seen = await childOf(card.parent, card.child);
    assert.equal((seen['paperId'] as { valid: boolean }).valid, false);
    assert.deepEqual(seen['ended'], { reason, on: today() });
    assert.equal((await eventsTold(card.parent, card.pupilId))[0], 'paper_id_ended');
    assert.equal(
      (await office('POST', `/pupils/${card.pupilId}/revocations`, { reason })).status,
      200,
      'again',
    );
  }
});

test('after leaving the parent’s page says what happened and when (rules.md V2)', async () => {
  const card = await village.addCard(36);
  await program.call('POST', `${card.path}/departure`, {});
  const seen = await childOf(card.parent, card.child);
  assert.deepEqual(
    [seen['status'], seen['leftOn'], seen['mayOrder'], seen['codeReady']],
    ['left', today(), false, false],
  );
  const [phone] = seen['mobileIds'] as { state: string; reason: string; endedAt: string }[];
  assert.deepEqual(
    [phone?.state, phone?.reason, phone?.endedAt.slice(0, 10)],
    ['revoked', 'left_school', today()],
  );
  const { json } = await card.parent('GET', '/children');
  assert.deepEqual(
    (json['children'] as { pupilId: string }[]).map((one) => one.pupilId),
    [card.pupilId],
  );
  const ordered = await card.parent('POST', `${card.child}/orders`, {
    mayPupilCollect: false,
    noticeVersion: 'portal-2026-11',
  });
  assert.equal(ordered.json['type'], 'right_ended');
  const photo = await card.parent('PUT', `${card.child}/portrait`, village.photo);
  assert.deepEqual([photo.status, photo.json['type']], [409, 'right_ended']);
});

test('an ID that is deleted on the phone is told to the family, and the office’s history names it (rules.md C10)', async () => {
  const card = await village.addCard(37);
  const id = card.activation.answer.json['notification_id'];
  assert.equal((await notify(issuer, card.activation.accessToken, id, 'credential_deleted')).status, 204);
  assert.deepEqual(await card.states(), ['revoked']);
  assert.equal((await eventsTold(card.parent, card.pupilId))[0], 'mobile_id_removed_on_phone');
  await notify(issuer, card.activation.accessToken, id, 'credential_deleted');
  const told = await eventsTold(card.parent, card.pupilId);
  assert.equal(told.filter((event) => event === 'mobile_id_removed_on_phone').length, 1, 'told once');
});

for (const [n, event] of [
  [38, 'credential_deleted'],
  [39, 'credential_failure'],
] as const) {
  test(`what the phone did not want (${event}) leaves no trace on the family’s pages; the school’s list keeps it (rules.md C10)`, async () => {
    const { hand, parent, child, pupilId, path } = await addApproved(n);
    const offer = await hand();
    const taken = {
      offerHandle: handleOf(String(offer.json['walletLink'])),
      txCode: String(offer.json['txCode']),
    };
    const { answer, accessToken } = await activate(issuer, taken);
    assert.ok((await eventsTold(parent, pupilId)).includes('mobile_id_added'), 'seen at once (rules.md C7)');
    assert.equal((await notify(issuer, accessToken, answer.json['notification_id'], event)).status, 204);
    const told = await eventsTold(parent, pupilId);
    assert.ok(!told.includes('mobile_id_added') && !told.includes('mobile_id_removed_on_phone'), told.join());
    assert.deepEqual((await childOf(parent, child))['mobileIds'], []);
    const passedOn = (await program.call('GET', '/messages')).json['messages'] as {
      event: string;
      pupil: string;
    }[];
    assert.ok(!passedOn.some((one) => one.event === 'mobile_id_added' && one.pupil === `f-${n}`));
    const kept = (await program.call('GET', `${path}/mobile-ids`)).json['mobileIds'] as { state: string }[];
    assert.deepEqual(
      kept.map(({ state }) => state),
      ['revoked'],
    );
  });
}

test('an ID that ended for one which nobody wanted is told: the first phone shows it as replaced (rules.md C9, C10)', async () => {
  await village.setPolicy({ devices: 'one', devicesMax: null });
  const card = await village.addCard(42);
  const offer = await card.parent('POST', `${card.child}/offers`);
  const taken = {
    offerHandle: handleOf(String(offer.json['walletLink'])),
    txCode: String(offer.json['txCode']),
  };
  const { answer, accessToken } = await activate(issuer, taken);
  world.clock.now += 5;
  await notify(issuer, accessToken, answer.json['notification_id'], 'credential_failure');
  const told = await eventsTold(card.parent, card.pupilId);
  assert.equal(told[0], 'mobile_id_gone_for_declined');
  assert.equal(told.filter((event) => event === 'mobile_id_added').length, 1, 'of the first phone');
  const seen = (await childOf(card.parent, card.child))['mobileIds'] as { state: string }[];
  assert.deepEqual(
    seen.map(({ state }) => state),
    ['superseded'],
  );
});

test('a wallet that never confirmed and deletes the ID a day later has had it: that is told (rules.md C10)', async () => {
  const { hand, parent, pupilId } = await addApproved(40);
  const offer = await hand();
  const taken = {
    offerHandle: handleOf(String(offer.json['walletLink'])),
    txCode: String(offer.json['txCode']),
  };
  const { answer, accessToken } = await activate(issuer, taken);
  const token = { name: 'test-token', text: 'update access_token set expires_at = expires_at + 200000' };
  await inSchool(world.deps.store, program.school, (tx) => tx.run(token));
  world.clock.now += 86_400;
  assert.equal(
    (await notify(issuer, accessToken, answer.json['notification_id'], 'credential_deleted')).status,
    204,
  );
  const told = await eventsTold(parent, pupilId);
  assert.equal(told[0], 'mobile_id_removed_on_phone');
  assert.ok(told.includes('mobile_id_added'));
});

test('a paper ID that is recorded again gives nothing back by itself: an order comes first (rules.md C3)', async () => {
  const card = await village.addCard(41);
  await office('POST', `/pupils/${card.pupilId}/paper-id/end`, { state: 'lost' });
  await program.call('PUT', `${card.path}/paper-id`, { ...inventPaperId(41), number: 'z41/2026' });
  const seen = await childOf(card.parent, card.child);
  assert.deepEqual(
    [seen['codeReady'], seen['mayOrder'], seen['ended']],
    [false, true, { reason: 'paper_lost', on: today() }],
  );
  assert.deepEqual(await card.states(), ['revoked']);
});
