import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Ask, createVillage, eventsTold, statesOf } from './family.ts';

const village = await createVillage('501');
const { program } = village;
after(() => village.close());
const office = await village.staff('office');
const headTeacher = await village.staff('head_teacher');

const JPEG = { 'content-type': 'image/jpeg' };

/** One guardian has ordered and the ID is in a phone; `other` has full rights too. */
async function orderedByOne(n: number) {
  const emails = { one: `jeden${n}@poczta.example`, other: `drugi${n}@poczta.example` };
  const { path, pupilId } = await village.addPupil(n, [
    { name: 'Marta Pierwsza', email: emails.one, rights: 'full' },
    { name: 'Jan Drugi', email: emails.other, rights: 'full' },
  ]);
  await program.call('PUT', `${path}/portrait`, village.photo, JPEG);
  const [one, other] = [await village.guardian(emails.one), await village.guardian(emails.other)];
  const child = `/children/${pupilId}`;
  const order = await one('POST', `${child}/orders`, {
    mayPupilCollect: false,
    noticeVersion: 'portal-2026-11',
  });
  assert.equal(order.status, 201);
  const orderId = (order.json['order'] as { id: string }).id;
  await program.call('POST', `/orders/${orderId}/decision`, { decision: 'approve' });
  const offer = await one('POST', `${child}/offers`);
  assert.equal((await village.takeIntoPhone(offer.json)).answer.status, 200);
  const states = async (): Promise<string[]> => statesOf(await program.call('GET', `${path}/mobile-ids`));
  return { path, pupilId, child, one, other, states };
}

const neutral = async (ask: Ask, child: string): Promise<unknown> => {
  const { json } = await ask('GET', child);
  const { objection, objectionToDecide, codeReady, mayOrder, mobileIds, order } = json;
  return { objection, objectionToDecide, codeReady, mayOrder, mobileIds, order };
};

test('an objection against another guardian’s order suspends and goes to the head teacher; both see the same (rules.md W3)', async () => {
  const { path, pupilId, child, one, other, states } = await orderedByOne(1);
  const left = await one('POST', `${child}/offers`);
  const objected = await other('PUT', `${child}/objection`);
  assert.deepEqual([objected.status, objected.json['objectionToDecide']], [200, true]);
  assert.deepEqual(await states(), ['suspended']);
  assert.deepEqual(await neutral(one, child), await neutral(other, child));
  assert.equal((await eventsTold(one, pupilId))[0], 'objection_to_decide');
  assert.equal((await eventsTold(other, pupilId))[0], 'objection_to_decide');
  const refused = await village.takeIntoPhone(left.json);
  assert.notEqual(refused.answer.status, 200, 'a code that was handed out before gives nothing');
  for (const ask of [one, other]) {
    const offer = await ask('POST', `${child}/offers`);
    assert.deepEqual([offer.status, offer.json['type']], [409, 'objection_filed']);
    const withdrawn = await ask('DELETE', `${child}/objection`);
    assert.deepEqual([withdrawn.status, withdrawn.json['type']], [409, 'wrong_state']);
  }
  const restored = await program.call('DELETE', `${path}/suspensions`);
  assert.deepEqual([restored.status, restored.json['type']], [409, 'objection_filed']);
  const { json } = await headTeacher('GET', '/orders');
  assert.deepEqual(
    (json['objections'] as { pupilId: string }[]).map((waiting) => waiting.pupilId),
    [pupilId],
  );
});

test('the head teacher alone decides; dismissed, the ID works again as before (rules.md W3)', async () => {
  const { pupilId, child, one, other, states } = await orderedByOne(2);
  await other('PUT', `${child}/objection`);
  const decide = (ask: Ask, decision: string) =>
    ask('POST', `/pupils/${pupilId}/objection-decision`, { decision });
  assert.equal((await decide(office, 'dismiss')).status, 403);
  assert.equal((await decide(headTeacher, 'dismiss')).status, 200);
  assert.deepEqual(await states(), ['active']);
  assert.equal((await one('POST', `${child}/offers`)).status, 201, 'the right stands');
  assert.equal((await eventsTold(other, pupilId))[0], 'objection_dismissed');
  const again = await decide(headTeacher, 'uphold');
  assert.deepEqual([again.status, again.json['type']], [409, 'wrong_state']);
});

test('an upheld objection revokes and ends the right, and can be withdrawn (rules.md W3, C3)', async () => {
  const { path, pupilId, child, one, other, states } = await orderedByOne(3);
  await other('PUT', `${child}/objection`);
  const upheld = await headTeacher('POST', `/pupils/${pupilId}/objection-decision`, { decision: 'uphold' });
  assert.equal(upheld.status, 200);
  assert.deepEqual(await states(), ['revoked']);
  assert.deepEqual((await one('GET', child)).json['objectionToDecide'], false);
  const mayWithdraw = async (ask: Ask): Promise<unknown> =>
    (await ask('GET', child)).json['mayWithdrawObjection'];
  assert.deepEqual([await mayWithdraw(one), await mayWithdraw(other)], [false, true]);
  const byOther = await one('DELETE', `${child}/objection`);
  assert.deepEqual([byOther.status, byOther.json['type']], [409, 'objection_filed'], 'only who filed it');
  assert.equal((await other('DELETE', `${child}/objection`)).status, 200);
  const offer = await program.call('POST', `${path}/offers`);
  assert.deepEqual([offer.status, offer.json['type']], [409, 'right_ended']);
  assert.equal((await eventsTold(one, pupilId))[0], 'objection_withdrawn');
});

test('a phone that the family had blocked stays blocked when the objection is dismissed (rules.md W3, C4)', async () => {
  const { pupilId, child, one, other, states } = await orderedByOne(4);
  const [phone] = (await one('GET', child)).json['mobileIds'] as { id: string }[];
  const suspension = `${child}/mobile-ids/${phone?.id}/suspension`;
  await one('POST', suspension);
  await other('PUT', `${child}/objection`);
  const lifted = await one('DELETE', suspension);
  assert.deepEqual([lifted.status, lifted.json['type']], [409, 'objection_filed']);
  await headTeacher('POST', `/pupils/${pupilId}/objection-decision`, { decision: 'dismiss' });
  assert.deepEqual(await states(), ['suspended']);
  assert.equal((await one('DELETE', suspension)).status, 200);
  assert.deepEqual(await states(), ['active']);
});

test('an objection by the one who ordered blocks and revokes at once, also after the other’s (rules.md W3)', async () => {
  const own = await orderedByOne(5);
  await own.one('PUT', `${own.child}/objection`);
  assert.deepEqual(await own.states(), ['revoked']);
  const agreed = await orderedByOne(6);
  await agreed.other('PUT', `${agreed.child}/objection`);
  assert.deepEqual(await agreed.states(), ['suspended']);
  await agreed.one('PUT', `${agreed.child}/objection`);
  assert.deepEqual(await agreed.states(), ['revoked']);
});

test('an objection that the school writes down for one of two guardians waits too: it may be the other one (rules.md W3)', async () => {
  const { path, states } = await orderedByOne(7);
  assert.equal((await program.call('PUT', `${path}/objection`)).status, 204);
  assert.deepEqual(await states(), ['suspended']);
  const withdrawn = await program.call('DELETE', `${path}/objection`);
  assert.deepEqual([withdrawn.status, withdrawn.json['type']], [409, 'wrong_state']);
});

test('a guardian with limited rights sees nothing of an objection and files none (rules.md W2)', async () => {
  const email = 'osobny@poczta.example';
  const { path, pupilId } = await village.addPupil(8, [{ name: 'Jan Osobny', email, rights: 'limited' }]);
  const ask = await village.guardian(email);
  assert.equal((await ask('PUT', `/children/${pupilId}/objection`)).status, 404);
  await program.call('PUT', `${path}/objection`);
  const { json } = await ask('GET', `/children/${pupilId}`);
  assert.deepEqual([json['objection'], json['objectionToDecide']], [false, false]);
  assert.deepEqual(await eventsTold(ask, pupilId), []);
});
