import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { codeOf, handleOf, openOffer, requestToken } from '../flows/holder.ts';
import { type Answer, type Ask, createVillage, eventsTold, statesOf } from './family.ts';

const village = await createVillage('507');
const { program, world, issuer } = village;
after(() => village.close());
const office = await village.staff('office');
const headTeacher = await village.staff('head_teacher');

const DAY = 86_400;
const lifeOf = ({ json }: Pick<Answer, 'json'>): number =>
  Date.parse(String(json['expiresAt'])) / 1000 - world.clock.now;
const isAlive = async (offer: Pick<Answer, 'json'>): Promise<boolean> =>
  (await openOffer(issuer, handleOf(String(offer.json['walletLink'])))).status === 200;
const mobileIdsOf = async (ask: Ask, child: string): Promise<{ id: string; state: string }[]> =>
  (await ask('GET', child)).json['mobileIds'] as { id: string; state: string }[];

test('in the portal and in the journal QR and activation code come in one reply, and in no message (rules.md C1)', async () => {
  const guardians = [
    { name: 'Ada Pierwsza', email: 'ada@poczta.example', rights: 'full' as const },
    { name: 'Jan Drugi', email: 'jan@poczta.example', rights: 'full' as const },
  ];
  const { path, pupilId, child, parent } = await village.addCard(1, guardians);
  const other = await village.guardian('jan@poczta.example');
  const inPortal = await parent('POST', `${child}/offers`);
  const inJournal = await program.call('POST', `${path}/offers`);
  const codes: string[] = [];
  for (const { json } of [inPortal, inJournal]) {
    for (const name of ['qrSvg', 'walletLink', 'txCode', 'typedCode', 'lockCode']) {
      assert.ok(String(json[name]).length >= 8, name);
      if (name !== 'qrSvg') codes.push(String(json[name]));
    }
  }
  const seenByOther = [
    await other('GET', child),
    await other('GET', '/messages'),
    await program.call('GET', '/messages'),
    await office('GET', `/pupils/${pupilId}`),
  ].map(({ json }) => JSON.stringify(json));
  for (const code of codes) assert.ok(!seenByOther.some((text) => text.includes(code)));
});

test('a code taken in the portal lives half an hour, one that travels as long as the policy says (rules.md C2)', async () => {
  const { path, child, parent } = await village.addCard(2);
  const short = await parent('POST', `${child}/offers`);
  assert.equal(lifeOf(short), 1800);
  await village.setPolicy({ letterDays: 7 });
  const week = await program.call('POST', `${path}/offers`, { delivery: 'journal' });
  assert.equal(lifeOf(week), 7 * DAY);
  await village.setPolicy({ letterDays: 30 });
  const month = await program.call('POST', `${path}/offers`, { delivery: 'letter' });
  assert.equal(lifeOf(month), 30 * DAY);
  await assert.rejects(village.setPolicy({ letterDays: 31 }), /letter_days/);
  world.clock.now += 1780;
  assert.deepEqual([await isAlive(short), await isAlive(week)], [true, true]);
  world.clock.now += 20;
  assert.deepEqual([await isAlive(short), await isAlive(week)], [false, true]);
  world.clock.now += 7 * DAY;
  assert.deepEqual([await isAlive(week), await isAlive(month)], [false, true]);
  const next = await parent('POST', `${child}/offers`);
  assert.equal(await isAlive(next), true, 'a new one may be taken at any time');
});

test('the typed code is written 4-4-4 and the activation code is eight bare digits, so that neither is taken for the other (rules.md C2)', async () => {
  const { child, parent } = await village.addCard(3);
  const { json } = await parent('POST', `${child}/offers`);
  assert.match(String(json['typedCode']), /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  assert.match(String(json['txCode']), /^\d{8}$/);
  const code = await codeOf(issuer, handleOf(String(json['walletLink'])));
  const wrong = await requestToken(issuer, code, String(json['typedCode']));
  assert.equal(wrong.json['error'], 'invalid_grant');
});

test('a guardian’s own removal leaves the right to activate; a new phone takes the ID at once (rules.md C3)', async () => {
  const { child, parent, states } = await village.addCard(4);
  for (const [count, reason] of ['device_lost', 'device_stolen', 'malfunction', 'resignation'].entries()) {
    const [phone] = (await mobileIdsOf(parent, child)).filter((one) => one.state === 'active');
    const removed = await parent('POST', `${child}/mobile-ids/${phone?.id}/revocation`, { reason });
    assert.ok(removed.status < 300, reason);
    const offer = await parent('POST', `${child}/offers`);
    assert.equal(offer.status, 201, reason);
    assert.equal((await village.takeIntoPhone(offer.json)).answer.status, 200);
    assert.equal((await states()).filter((state) => state === 'revoked').length, count + 1);
  }
});

test('what the school revokes for a reason of the pupil or the paper ends the right, for a phone it does not (rules.md C3)', async () => {
  const endsRight = {
    device_lost: undefined,
    device_stolen: undefined,
    device_damaged: undefined,
    malfunction: undefined,
    resignation: undefined,
    // A fact is recorded with them: it is named first.
    objection: 'objection_filed',
    paper_lost: 'paper_id_missing',
    paper_withdrawn: 'paper_id_missing',
    left_school: 'right_ended',
    data_error: 'right_ended',
    fraud: 'right_ended',
  };
  for (const [at, [reason, refusal]] of Object.entries(endsRight).entries()) {
    const { pupilId, child, parent, states } = await village.addCard(20 + at);
    const before = await parent('POST', `${child}/offers`);
    assert.equal((await office('POST', `/pupils/${pupilId}/revocations`, { reason })).status, 200, reason);
    assert.deepEqual(await states(), ['revoked'], reason);
    assert.equal(await isAlive(before), refusal === undefined, `${reason}: a code that was out`);
    const offer = await parent('POST', `${child}/offers`);
    assert.equal(offer.json['type'], refusal, reason);
  }
});

/** Somebody who has found a lock code, without a log-in. */
const stranger = async (lockCode: string): Promise<{ status: number; json: Record<string, unknown> }> => {
  const response = await village.faces.school.inject({
    method: 'POST',
    url: '/portal/api/lock',
    headers: { origin: world.deps.config.origins.school, 'content-type': 'application/json' },
    payload: JSON.stringify({ lockCode }),
  });
  return { status: response.statusCode, json: response.json() };
};

test('a lock code suspends without a log-in, can only suspend, and the school is told on top of the queue (rules.md C4)', async () => {
  const { pupilId, child, parent, states } = await village.addCard(5);
  const { json } = await parent('POST', `${child}/offers`);
  const typed = String(json['lockCode']).toLowerCase().replaceAll('-', ' ');
  const locked = await stranger(typed);
  assert.deepEqual([locked.status, locked.json], [200, { suspended: 1 }]);
  assert.deepEqual(await states(), ['suspended']);
  assert.deepEqual((await stranger(typed)).json, { suspended: 0 }, 'a second time changes nothing');
  assert.equal((await stranger('0000-0000-0000')).status, 404);
  assert.equal((await eventsTold(parent, pupilId))[0], 'mobile_id_suspended');
  const reports = async (): Promise<string[]> =>
    ((await office('GET', '/orders')).json['lossReports'] as { pupilId: string }[]).map((one) => one.pupilId);
  assert.deepEqual(await reports(), [pupilId]);
  const [phone] = await mobileIdsOf(parent, child);
  const byGuardian = await parent('DELETE', `${child}/mobile-ids/${phone?.id}/suspension`);
  assert.deepEqual([byGuardian.status, byGuardian.json['type']], [409, 'wrong_state']);
  assert.equal((await office('DELETE', `/pupils/${pupilId}/suspensions`)).status, 200);
  assert.deepEqual(await states(), ['active']);
  assert.deepEqual(await reports(), []);
});

test('a program lifts what the school suspended; what a family reported waits for a person (rules.md C4, C9)', async () => {
  const { path, pupilId, child, parent, states } = await village.addCard(40);
  const program = (method: 'POST' | 'DELETE') => village.program.call(method, `${path}/suspensions`);
  const { lockCode } = (await village.program.call('POST', `${path}/offers`)).json;
  assert.equal((await stranger(String(lockCode))).status, 200);
  assert.deepEqual((await program('DELETE')).json['type'], 'reported_lost');
  assert.deepEqual(await states(), ['suspended'], 'a lost phone stays blocked');
  await program('POST');
  const lifted = await program('DELETE');
  assert.deepEqual(
    [
      lifted.status,
      (lifted.json['mobileIds'] as { suspensions: { by: string }[] }[])[0]?.suspensions.map(({ by }) => by),
    ],
    [200, ['lock_code']],
  );
  assert.deepEqual(await states(), ['suspended']);
  assert.equal((await office('DELETE', `/pupils/${pupilId}/suspensions`)).status, 200);
  assert.deepEqual(await states(), ['active']);
  const [phone] = await mobileIdsOf(parent, child);
  await parent('POST', `${child}/mobile-ids/${phone?.id}/suspension`);
  assert.deepEqual((await program('DELETE')).json['type'], 'wrong_state');
  assert.deepEqual(await states(), ['suspended']);
  await office('POST', `/pupils/${pupilId}/suspensions`);
  assert.equal((await program('DELETE')).status, 200, 'what the office suspended the school’s program lifts');
  assert.deepEqual(await states(), ['suspended'], 'the guardian’s own stands');
});

test('only the guardian who suspended, or the school, restores (rules.md C4)', async () => {
  const guardians = [
    { name: 'Ada Szósta', email: 'ada6@poczta.example', rights: 'full' as const },
    { name: 'Jan Szósty', email: 'jan6@poczta.example', rights: 'full' as const },
  ];
  const { pupilId, child, parent, states } = await village.addCard(6, guardians);
  const other = await village.guardian('jan6@poczta.example');
  const [phone] = await mobileIdsOf(parent, child);
  const suspension = `${child}/mobile-ids/${phone?.id}/suspension`;
  await parent('POST', suspension);
  assert.deepEqual((await other('DELETE', suspension)).json['type'], 'wrong_state');
  assert.deepEqual(await states(), ['suspended']);
  assert.equal((await parent('DELETE', suspension)).status, 200);
  assert.deepEqual(await states(), ['active']);
  await office('POST', `/pupils/${pupilId}/suspensions`);
  assert.deepEqual((await parent('DELETE', suspension)).json['type'], 'wrong_state');
  await office('DELETE', `/pupils/${pupilId}/suspensions`);
  await parent('POST', suspension);
  assert.equal((await office('DELETE', `/pupils/${pupilId}/suspensions`)).status, 200);
  assert.deepEqual(await states(), ['active']);
});

test('many phones, without a number or up to one (rules.md C5)', async () => {
  await village.setPolicy({ devices: 'many', devicesMax: null });
  const { child, parent, states } = await village.addCard(7);
  const another = async (): Promise<number> => {
    const offer = await parent('POST', `${child}/offers`);
    return (await village.takeIntoPhone(offer.json)).answer.status;
  };
  for (let count = 0; count < 6; count += 1) assert.equal(await another(), 200);
  assert.deepEqual(
    await states(),
    Array.from({ length: 7 }, () => 'active'),
  );
  await village.setPolicy({ devicesMax: 7 });
  assert.notEqual(await another(), 200);
  assert.equal((await states()).filter((state) => state === 'active').length, 7);
  await village.setPolicy({ devices: 'one', devicesMax: null });
  assert.equal(await another(), 200);
  assert.deepEqual((await states()).filter((state) => state === 'active').length, 1);
});

test('each redemption is seen by every guardian with full rights and by the school at once, and can be undone (rules.md C7)', async () => {
  const guardians = [
    { name: 'Ada Ósma', email: 'ada8@poczta.example', rights: 'full' as const },
    { name: 'Jan Ósmy', email: 'jan8@poczta.example', rights: 'full' as const },
    { name: 'Ewa Ograniczona', email: 'ewa8@poczta.example', rights: 'limited' as const },
  ];
  const { path, pupilId, orderId, child, parent, states } = await village.addCard(8, guardians);
  const [other, limited] = [
    await village.guardian('jan8@poczta.example'),
    await village.guardian('ewa8@poczta.example'),
  ];
  const added = async (ask: Ask): Promise<number> =>
    (await eventsTold(ask, pupilId)).filter((event) => event === 'mobile_id_added').length;
  assert.deepEqual([await added(parent), await added(other), await added(limited)], [1, 1, 0]);
  const offer = await parent('POST', `${child}/offers`);
  await village.takeIntoPhone(offer.json);
  assert.deepEqual([await added(parent), await added(other)], [2, 2]);
  const journal = (await program.call('GET', '/messages')).json['messages'] as {
    event: string;
    pupil: string;
  }[];
  const own = journal.filter((one) => `/pupils/${one.pupil}` === path && one.event === 'mobile_id_added');
  assert.equal(own.length, 4, 'each redemption for each of the two');
  const seen = await office('GET', `/orders/${orderId}`);
  const delivered = (seen.json['timeline'] as { event: string }[]).filter(
    (one) => one.event === 'mobile_id_delivered',
  );
  assert.equal(delivered.length, 2);
  assert.deepEqual(statesOf(seen), ['superseded', 'active']);
  const active = (await mobileIdsOf(other, child)).find((one) => one.state === 'active');
  const undone = await other('POST', `${child}/mobile-ids/${active?.id}/revocation`, {
    reason: 'malfunction',
  });
  assert.ok(undone.status < 300);
  assert.deepEqual(await states(), ['superseded', 'revoked']);
  const again = await parent('POST', `${child}/offers`);
  await village.takeIntoPhone(again.json);
  await headTeacher('POST', `/pupils/${pupilId}/revocations`, { reason: 'malfunction' });
  assert.deepEqual(await states(), ['superseded', 'revoked', 'revoked']);
});
