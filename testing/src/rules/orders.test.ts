import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { drawFace } from '@mleg/server/src/photo/drawn-face.ts';
import { type Answer, type Ask, createVillage, eventsTold } from './family.ts';

const village = await createVillage('503');
const { program } = village;
after(() => village.close());
const office = await village.staff('office');

const NOTICE = { mayPupilCollect: false, noticeVersion: 'portal-2026-11' };
const refusal = ({ status, json }: Answer): unknown[] => [status, json['type'], json['details']];

/** A pupil with a paper ID whose guardian has the right to order and a log-in. */
async function addChild(n: number) {
  const email = `opiekun${n}@poczta.example`;
  const guardians = [{ name: `Marta ${n}`, email, rights: 'full' as const }];
  const { path, pupilId } = await village.addPupil(n, guardians);
  const parent = await village.guardian(email);
  const child = `/children/${pupilId}`;
  const photo = async (): Promise<Answer> => parent('PUT', `${child}/portrait`, village.photo);
  const order = async (): Promise<Answer> => parent('POST', `${child}/orders`, NOTICE);
  const told = (): Promise<string[]> => eventsTold(parent, pupilId);
  const desk = (channel: 'paper' | 'desk'): Promise<Answer> =>
    office('POST', '/orders', { pupilId, channel, requestedBy: { name: 'Marta', email } });
  return { path, pupilId, parent, child, photo, order, told, desk, email };
}
type Order = { id: string; state: string; missing: string[]; dueOn: string | null };
const orderSeenBy = async (ask: Ask, child: string): Promise<Order> =>
  (await ask('GET', child)).json['order'] as Order;

test('a paper form and a photo from the portal become one order; what it waits for is seen by both sides (rules.md O1)', async () => {
  const { parent, child, photo, desk, order } = await addChild(1);
  const form = await desk('paper');
  assert.deepEqual([form.status, form.json['missing'], form.json['dueOn']], [201, ['portrait'], null]);
  const seen = await orderSeenBy(parent, child);
  assert.deepEqual([seen.id, seen.state, seen.missing], [form.json['id'], 'incomplete', ['portrait']]);
  assert.equal((await photo()).status, 200);
  const complete = await orderSeenBy(parent, child);
  const atDesk = await office('GET', `/orders/${seen.id}`);
  const byNumber = await office('POST', '/orders/search', { q: ` ${String(atDesk.json['caseNumber'])} ` });
  assert.deepEqual(
    (byNumber.json['orders'] as { id: string }[]).map(({ id }) => id),
    [seen.id],
    'a handed-in form is found by the number on it',
  );
  assert.deepEqual([complete.state, complete.missing], ['to_check', []]);
  assert.deepEqual([atDesk.json['state'], atDesk.json['dueOn']], ['to_check', complete.dueOn]);
  await order();
  assert.equal((await orderSeenBy(parent, child)).id, seen.id, 'a second order joins the first');
});

test('the clock stops while the family must act, a new photo starts it anew, and the school’s closures count (rules.md O2)', async () => {
  // Thursday 15 October 2026; Friday and Monday the school is closed.
  await village.setPolicy({ closures: ['2026-10-16', '2026-10-19'] });
  const { parent, child, photo, order } = await addChild(2);
  await photo();
  await order();
  const { id, dueOn } = await orderSeenBy(parent, child);
  assert.equal(dueOn, '2026-10-28', 'seven working days, of which the closures are none');
  const seen = await office('GET', `/orders/${id}`);
  assert.deepEqual([seen.json['dueOn'], seen.json['workingDaysLeft']], [dueOn, 7]);
  const refuse = { version: seen.json['version'], decision: 'refuse', reason: 'blurred' };
  assert.equal((await office('POST', `/orders/${id}/portrait-decision`, refuse)).status, 200);
  const stopped = await orderSeenBy(parent, child);
  assert.deepEqual([stopped.state, stopped.missing, stopped.dueOn], ['incomplete', ['portrait'], null]);
  assert.equal((await office('GET', `/orders/${id}`)).json['workingDaysLeft'], null);
  village.world.clock.now += 5 * 86_400;
  await photo();
  assert.equal((await orderSeenBy(parent, child)).dueOn, '2026-10-29', 'from Tuesday 20 October');
  await village.setPolicy({ closures: [] });
});

test('a closed door answers with how to order instead, the portal too (rules.md O3)', async () => {
  const { path, parent, child, order, desk, email } = await addChild(3);
  const byProgram = () =>
    program.call('POST', '/orders', {
      pupil: path.replace('/pupils/', ''),
      requestedBy: { name: 'Marta 3', email },
    });
  await village.setPolicy({ channels: ['paper'] });
  assert.deepEqual((await parent('GET', child)).json['orderDoors'], ['paper']);
  for (const ask of [order, byProgram])
    assert.deepEqual(refusal(await ask()), [409, 'channel_closed', { channel: 'journal', open: 'paper' }]);
  assert.equal((await parent('GET', child)).json['order'], null);
  // Notice B: the journal only.
  await village.setPolicy({ channels: ['journal'] });
  assert.deepEqual(refusal(await desk('paper')), [
    409,
    'channel_closed',
    { channel: 'paper', open: 'journal' },
  ]);
  assert.equal((await order()).status, 201);
  const other = await addChild(4);
  assert.equal((await other.desk('desk')).status, 201, 'the office itself may always write an order down');
  await village.setPolicy({ channels: ['journal', 'mailbox', 'paper'] });
});

test('to an order that came by another door the portal still takes the photo (rules.md O1, O3)', async () => {
  await village.setPolicy({ channels: ['paper'] });
  const { parent, child, photo, desk } = await addChild(5);
  await desk('paper');
  assert.equal((await photo()).status, 200);
  assert.equal((await orderSeenBy(parent, child)).state, 'to_check');
  await village.setPolicy({ channels: ['journal', 'mailbox', 'paper'] });
});

test('the family hears of every change of state, in the portal and through the journal (rules.md O8)', async () => {
  const { path, child, parent, photo, order, told } = await addChild(6);
  await order();
  assert.equal((await told())[0], 'order_incomplete');
  await photo();
  assert.equal((await told())[0], 'order_complete');
  const { id } = await orderSeenBy(parent, child);
  const { version } = (await office('GET', `/orders/${id}`)).json;
  await office('POST', `/orders/${id}/portrait-decision`, { version, decision: 'refuse', reason: 'blurred' });
  assert.deepEqual(
    (await told()).slice(0, 2),
    ['portrait_refused', 'order_complete'],
    'one message, not two',
  );
  await program.call('PUT', `${path}/portrait`, Buffer.from(await drawFace(9)), {
    'content-type': 'image/jpeg',
  });
  assert.equal((await told())[0], 'order_complete');
  await program.call('POST', `/orders/${id}/decision`, { decision: 'approve' });
  assert.ok((await told()).slice(0, 2).includes('order_accepted'));
  await program.call('POST', `${path}/offers`);
  assert.equal((await told())[0], 'code_ready');
  const offer = await parent('POST', `${child}/offers`);
  await village.takeIntoPhone(offer.json);
  assert.equal((await told())[0], 'mobile_id_added');
  assert.equal((await orderSeenBy(parent, child)).state, 'closed');
  const portal = (await told()).sort();
  const externalId = path.replace('/pupils/', '');
  const { json } = await program.call('GET', '/messages');
  const journal = (json['messages'] as { pupil: string; event: string }[])
    .filter((one) => one.pupil === externalId)
    .map((one) => one.event);
  assert.deepEqual(journal.sort(), portal, 'the journal passes on the same');
});

test('a refusal, a traditional ID that goes missing and one that comes are told too (rules.md O8)', async () => {
  const { pupilId, child, parent, photo, order, told, path } = await addChild(7);
  await photo();
  await order();
  const { id } = await orderSeenBy(parent, child);
  await office('POST', `/pupils/${pupilId}/paper-id/end`, { state: 'lost' });
  assert.deepEqual((await told()).slice(0, 2).sort(), ['order_incomplete', 'paper_id_ended']);
  const paperId = { kind: 'card', number: 'n7/2026', issuedOn: '2026-10-15', validUntil: '2027-09-30' };
  await program.call('PUT', `${path}/paper-id`, paperId);
  assert.equal((await told())[0], 'order_complete');
  await program.call('POST', `/orders/${id}/decision`, { decision: 'refuse', reason: 'data_mismatch' });
  assert.equal((await told())[0], 'order_refused');
});

test('on objection basis no application is needed: the photo alone brings the case to the office (rules.md O9)', async () => {
  await village.setPolicy({ basis: 'objection', needsApplication: true });
  const { path, child, parent, photo, told } = await addChild(8);
  assert.deepEqual(
    [(await parent('GET', child)).json['objectionBasis'], await orderSeenBy(parent, child)],
    [true, null],
  );
  await photo();
  const { id, state, missing } = await orderSeenBy(parent, child);
  assert.deepEqual([state, missing, (await told())[0]], ['to_check', [], 'order_received']);
  const queue = (await office('GET', '/orders?tab=to_check')).json['orders'] as { id: string }[];
  assert.ok(queue.some((one) => one.id === id));
  await photo();
  assert.equal((await orderSeenBy(parent, child)).id, id, 'a better photo opens no second case');
  assert.equal((await program.call('POST', `/orders/${id}/decision`, { decision: 'approve' })).status, 200);
  const offer = await parent('POST', `${child}/offers`);
  assert.equal((await village.takeIntoPhone(offer.json)).answer.status, 200);
  await photo();
  assert.equal((await orderSeenBy(parent, child)).id, id, 'nor does one for a card that is there');
  const desk = await addChild(9);
  const taken = await desk.desk('desk');
  assert.deepEqual(taken.json['missing'], ['portrait'], 'the school’s form is not asked for either');
  const objected = await addChild(10);
  await program.call('PUT', `${objected.path}/objection`);
  await objected.photo();
  assert.equal(await orderSeenBy(objected.parent, objected.child), null, 'whoever objects gets no case');
  assert.equal((await program.call('GET', path)).json['activeMobileIds'], 1);
  await village.setPolicy({ basis: 'application', needsApplication: false });
});
