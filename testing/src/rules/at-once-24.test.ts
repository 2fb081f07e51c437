import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { inventPaperId, inventPupil } from '../integration/program.ts';
import { type Answer, createVillage, eventsTold } from './family.ts';

/** Two calls at the same moment, twenty-four times: one of them is done, and what stands in the end fits together. */

const village = await createVillage('510');
const { program, world } = village;
const { store } = world.deps;
after(() => village.close());
const headTeacher = await village.staff('head_teacher');
const office = await village.staff('office');

const TIMES = process.env['TEST_LONG'] === undefined ? 8 : 24;
const rounds = Array.from({ length: TIMES }, (_, at) => at);
type Call = () => Promise<Pick<Answer, 'status' | 'json'>>;

/** Statuses of calls that start together, in their order. */
async function together(...calls: Call[]): Promise<number[]> {
  return (await Promise.all(calls.map((call) => call()))).map(({ status }) => status);
}
const sorted = (statuses: readonly number[]): number[] => [...statuses].sort();
const toldOnce = async (
  family: { one: Parameters<typeof eventsTold>[0]; pupilId: string },
  event: string,
) => {
  const told = await eventsTold(family.one, family.pupilId);
  assert.equal(told.filter((each) => each === event).length, 1, `${event}: ${told.join()}`);
};

let serial = 0;
/** A pupil of two guardians; with `ordered` the first one has placed an order with a photo. */
async function addFamily(ordered: boolean) {
  serial += 1;
  const n = serial;
  const emails = ['a', 'b'].map((who) => `${who}${n}@poczta.example`);
  const { path, pupilId } = await village.addPupil(
    n,
    emails.map((email) => ({ name: `Opiekun ${email[0]}`, email, rights: 'full' as const })),
  );
  const [one, other] = await Promise.all(emails.map((email) => village.guardian(email)));
  assert.ok(one && other);
  const child = `/children/${pupilId}`;
  let orderId = '';
  if (ordered) {
    await program.call('PUT', `${path}/portrait`, village.photo, { 'content-type': 'image/jpeg' });
    const placed = await one('POST', `${child}/orders`, {
      mayPupilCollect: false,
      noticeVersion: 'portal-2026-11',
    });
    orderId = (placed.json['order'] as { id: string }).id;
  }
  const seen = async () => (await one('GET', child)).json;
  return { n, path, pupilId, one, other, child, orderId, emails, seen };
}
const approve = (orderId: string) =>
  program.call('POST', `/orders/${orderId}/decision`, { decision: 'approve' });

test('an objection that two people decide on at once is decided once (rules.md W3)', async () => {
  for (const _ of rounds) {
    const { pupilId, other, child, orderId, seen } = await addFamily(true);
    await other('PUT', `${child}/objection`);
    const decide =
      (decision: string): Call =>
      () =>
        headTeacher('POST', `/pupils/${pupilId}/objection-decision`, { decision });
    const statuses = await together(decide('uphold'), decide('dismiss'));
    assert.deepEqual(sorted(statuses), [200, 409]);
    const { objection } = await seen();
    const { state } = (await program.call('GET', `/orders/${orderId}`)).json;
    const isUpheld = statuses[0] === 200;
    assert.deepEqual([objection, state], isUpheld ? [true, 'withdrawn'] : [false, 'to_check']);
  }
});

test('an objection that is withdrawn three times at once is withdrawn once (rules.md W3)', async () => {
  for (const _ of rounds) {
    const family = await addFamily(false);
    const { path, one, child } = family;
    await one('PUT', `${child}/objection`);
    const withdraw: Call = () => one('DELETE', `${child}/objection`);
    await together(withdraw, withdraw, () => program.call('DELETE', `${path}/objection`));
    await toldOnce(family, 'objection_withdrawn');
  }
});

test('a departure that is announced and called off twice at once is told once each (rules.md V2)', async () => {
  for (const _ of rounds) {
    const family = await addFamily(false);
    const { path, pupilId } = family;
    const on = warsawDayOf(world.clock.now + 30 * 86_400);
    const announce: Call = () => program.call('POST', `${path}/departure`, { on });
    await together(announce, announce);
    await toldOnce(family, 'departure_announced');
    const callOff: Call = () => office('DELETE', `/pupils/${pupilId}/departure`);
    await together(callOff, callOff);
    await toldOnce(family, 'departure_called_off');
  }
});

test('a paper ID that is recorded twice at once stands once, and one number is one pupil’s (requirement A7)', async () => {
  for (const _ of rounds) {
    const [mine, theirs] = [await addFamily(false), await addFamily(false)];
    const put =
      (path: string, number: string): Call =>
      () =>
        program.call('PUT', `${path}/paper-id`, { ...inventPaperId(mine.n), number });
    const twice = `t${mine.n}/2026`;
    assert.deepEqual(await together(put(mine.path, twice), put(mine.path, twice)), [200, 200]);
    const shared = `s${mine.n}/2026`;
    assert.deepEqual(sorted(await together(put(mine.path, shared), put(theirs.path, shared))), [200, 409]);
  }
});

test('a paper ID that is prolonged while it is reported lost stays lost (rules.md V1)', async () => {
  for (const _ of rounds) {
    const { n, path, pupilId } = await addFamily(false);
    const later = { ...inventPaperId(n), validUntil: '2028-09-30' };
    const [prolonged, ended] = await together(
      () => program.call('PUT', `${path}/paper-id`, later),
      () => office('POST', `/pupils/${pupilId}/paper-id/end`, { state: 'lost' }),
    );
    assert.equal(ended, 200);
    const { state, validUntil } = (await program.call('GET', path)).json['paperId'] as Record<string, string>;
    assert.equal(state, 'lost');
    assert.equal(validUntil === '2028-09-30', prolonged === 200, 'it was prolonged before, or not at all');
  }
});

test('a code that is handed out twice at once is news once (rules.md O8)', async () => {
  for (const _ of rounds) {
    const family = await addFamily(true);
    await approve(family.orderId);
    const hand: Call = () => program.call('POST', `${family.path}/offers`);
    assert.deepEqual(await together(hand, hand), [201, 201]);
    await toldOnce(family, 'code_ready');
    const withdraw: Call = () => program.call('DELETE', `${family.path}/offers`);
    assert.deepEqual(sorted(await together(withdraw, withdraw)), [204, 409]);
    await toldOnce(family, 'codes_withdrawn');
  }
});

test('an approval and a departure at once leave neither an order nor a right behind (rules.md C3)', async () => {
  for (const _ of rounds) {
    const { path, orderId } = await addFamily(true);
    const [, left] = await together(
      () => approve(orderId),
      () => program.call('POST', `${path}/departure`, {}),
    );
    assert.equal(left, 200);
    assert.equal((await program.call('GET', `/orders/${orderId}`)).json['state'], 'withdrawn');
    assert.equal((await program.call('POST', `${path}/offers`)).json['type'], 'right_ended');
  }
});

test('a code that is taken back while the approval is taken back leaves one end (rules.md C3)', async () => {
  for (const _ of rounds) {
    const { path, orderId } = await addFamily(true);
    await approve(orderId);
    await program.call('POST', `${path}/offers`);
    const withdraw =
      (what: string): Call =>
      () =>
        office('POST', `/orders/${orderId}/withdrawal`, { what });
    const [, order] = await together(withdraw('codes'), withdraw('order'));
    assert.equal(order, 200);
    const { state, openCodes } = (await office('GET', `/orders/${orderId}`)).json;
    assert.deepEqual([state, openCodes], ['withdrawn', 0]);
  }
});

test('a file that names a guardian gives no rights that a list takes away at this moment (rules.md W2)', async () => {
  for (const at of rounds) {
    serial += 1;
    const n = serial;
    const { path, pupilId } = await village.addPupil(n, []);
    const email = `sad${at}@poczta.example`;
    const limited = { guardians: [{ name: 'Jan Sądowy', email, rights: 'limited' }] };
    const { givenNames, surname, personalId, classGroup } = inventPupil(n) as Record<string, unknown>;
    const { value } = personalId as { value: string };
    const csv = `id;imiona;nazwisko;pesel;klasa;opiekun;e-mail opiekuna
f-${n};${givenNames};${surname};${value};${classGroup};Jan Sądowy;${email}
`;
    await together(
      () => program.call('PUT', `${path}/guardians`, limited),
      () => program.call('POST', '/imports', Buffer.from(csv), { 'content-type': 'text/csv' }),
    );
    const rows = await inSchool(store, program.school, (tx) =>
      tx.run<{ rights: string }>(
        {
          name: 'test-rights',
          text: 'select rights from guardianship where school_id = $1 and pupil_id = $2',
        },
        [tx.school, pupilId],
      ),
    );
    assert.deepEqual(
      rows.map(({ rights }) => rights),
      ['limited'],
    );
  }
});
