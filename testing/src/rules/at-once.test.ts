import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { tellFamily } from '@mleg/server/src/service/family/notify-family.ts';
import { carryOutDue } from '@mleg/server/src/service/upkeep/upkeep.ts';
import { lockOrder } from '@mleg/server/src/store/orders.ts';
import { inPupilCase } from '@mleg/server/src/store/pupil-case.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { handleOf, openOffer } from '../flows/holder.ts';
import { type Answer, createVillage } from './family.ts';

/** Two things of one pupil that come at the same moment end as if one had come after the other. */

const village = await createVillage('507');
const { program, world } = village;
const { store } = world.deps;
after(() => village.close());

const HOLD_COUNTER = {
  name: 'test-hold-counter',
  text: `insert into case_counter (school_id, year, last_number) values ($1, 2026, 1)
    on conflict (school_id, year) do update set last_number = case_counter.last_number + 1`,
};
/** A request of its own, not one inside the transaction that holds it up. */
const outside = AsyncLocalStorage.snapshot();
/** Time for a call to come through, or to meet a lock. */
const SOON_MS = 1500;

/** Starts the calls one after the other while no new order gets its number; then lets them end. */
async function whileOrdersWait(...calls: (() => Promise<Answer>)[]): Promise<Answer[]> {
  const under: Promise<Answer>[] = [];
  await inSchool(store, program.school, async (tx) => {
    await tx.run(HOLD_COUNTER, [tx.school]);
    for (const call of calls) {
      under.push(outside(call));
      await sleep(SOON_MS);
    }
  });
  return Promise.all(under);
}

const statusesOf = (answers: readonly Answer[]): number[] => answers.map(({ status }) => status);

async function addChild(n: number) {
  const people = ['a', 'b'].map((one) => ({
    name: `Opiekun ${one}`,
    email: `${one}${n}@poczta.example`,
    rights: 'full' as const,
  }));
  const { path, pupilId } = await village.addPupil(n, people);
  const [one, other] = [
    await village.guardian(`a${n}@poczta.example`),
    await village.guardian(`b${n}@poczta.example`),
  ];
  const child = `/children/${pupilId}`;
  const notice = { mayPupilCollect: false, noticeVersion: 'portal-2026-11' };
  return {
    path,
    pupilId,
    child,
    taker: one,
    order: () => one('POST', `${child}/orders`, notice),
    orderOfOther: () => other('POST', `${child}/orders`, notice),
    photo: () => one('PUT', `${child}/portrait`, village.photo),
    photoOfOther: () => other('PUT', `${child}/portrait`, village.photo),
    objectionOfOther: () => other('PUT', `${child}/objection`),
    seen: async () => (await one('GET', child)).json,
    waitingPhotos: () =>
      inSchool(store, program.school, (tx) =>
        tx.run<{ id: string }>(
          { name: 'test-waiting', text: `select id from portrait where pupil_id = $1 and state = 'waiting'` },
          [pupilId],
        ),
      ),
  };
}

test('an order and its photo that come at once are one whole case (rules.md O1)', async () => {
  const { order, photo, seen } = await addChild(1);
  assert.deepEqual(statusesOf(await whileOrdersWait(order, photo)), [201, 200]);
  const { state, missing } = (await seen())['order'] as { state: string; missing: string[] };
  assert.deepEqual([state, missing], ['to_check', []]);
});

test('two guardians who send a photo at once on objection basis have one case and one photo (rules.md O9)', async () => {
  await village.setPolicy({ basis: 'objection' });
  const { photo, photoOfOther, waitingPhotos, seen } = await addChild(2);
  assert.deepEqual(statusesOf(await whileOrdersWait(photo, photoOfOther)), [200, 200]);
  assert.equal((await waitingPhotos()).length, 1);
  assert.equal(((await seen())['order'] as { state: string }).state, 'to_check');
  await village.setPolicy({ basis: 'application' });
});

test('an objection that comes with the other guardian’s order meets it (rules.md W3)', async () => {
  const { order, objectionOfOther, seen } = await addChild(3);
  const [placed] = await whileOrdersWait(order, objectionOfOther);
  assert.equal(placed?.status, 201);
  const { objection, objectionToDecide } = await seen();
  assert.deepEqual([objection, objectionToDecide], [true, true]);
});

test('an order that two guardians place at once is one order, and both are answered (rules.md O1)', async () => {
  const { order, orderOfOther, seen } = await addChild(4);
  assert.deepEqual(statusesOf(await whileOrdersWait(order, orderOfOther)), [201, 201]);
  assert.equal(((await seen())['order'] as { state: string }).state, 'incomplete');
});

test('a change of one part does not undo one of another part that comes at once: protection stands (rules.md I2, W2)', async () => {
  const { path, pupilId } = await village.addPupil(5, []);
  const protect = { name: 'test-protect', text: 'update pupil set address_protected = true where id = $1' };
  let under: Promise<{ readonly status: number }> | undefined;
  await inSchool(store, program.school, async (tx) => {
    await tx.run(protect, [pupilId]);
    under = outside(() => program.call('PUT', path, { classGroup: '8z' }));
    await sleep(SOON_MS);
  });
  assert.equal((await under)?.status, 200);
  const office = await village.staff('office');
  const { classGroup, addressProtected } = (await office('GET', `/pupils/${pupilId}`)).json;
  assert.deepEqual([classGroup, addressProtected], ['8z', true]);
});

test('who decides on an order when the pupil’s day of leaving comes is not thrown out by it (rules.md V2)', async () => {
  const { path, pupilId, order, seen } = await addChild(6);
  await order();
  const { id } = (await seen())['order'] as { id: string };
  const on = warsawDayOf(world.clock.now + 86_400);
  assert.equal((await program.call('POST', `${path}/departure`, { on })).status, 200);
  world.clock.now += 86_400;
  let tries = 0;
  let under: Promise<void> | undefined;
  await inPupilCase(world.deps, { school: program.school, pupilId }, async (pupilCase) => {
    tries += 1;
    await lockOrder(pupilCase, id);
    under ??= outside(() => carryOutDue(world.deps));
    await sleep(SOON_MS);
    await tellFamily(world.deps, pupilCase, { event: 'order_accepted' });
  });
  await under;
  assert.equal(tries, 1);
  const { status } = (await (await village.staff('office'))('GET', `/pupils/${pupilId}`)).json;
  assert.equal(status, 'left');
});

test('a code that is taken at the moment in which the rights go opens nothing (rules.md W2)', async () => {
  const { path, child, taker, order, photo, seen } = await addChild(7);
  await photo();
  await order();
  const { id } = (await seen())['order'] as { id: string };
  await program.call('POST', `/orders/${id}/decision`, { decision: 'approve' });
  const limited = { name: 'Opiekun a', email: 'a7@poczta.example', rights: 'limited' };
  let offer: Promise<Answer> | undefined;
  let change: Promise<{ readonly status: number }> | undefined;
  await inSchool(store, program.school, async (tx) => {
    // The code's transaction meets this lock at its end.
    const text = 'select 1 from orders where school_id = $1 and id = $2 for update';
    await tx.run({ name: 'test-lock-order', text }, [tx.school, id]);
    offer = outside(() => taker('POST', `${child}/offers`));
    await sleep(SOON_MS);
    change = outside(() => program.call('PUT', `${path}/guardians`, { guardians: [limited] }));
    await sleep(SOON_MS);
  });
  assert.equal((await change)?.status, 204);
  const taken = await offer;
  assert.equal(taken?.status, 201);
  const closed = await openOffer(village.issuer, handleOf(String(taken?.json['walletLink'])));
  assert.deepEqual([closed.status, closed.json['details']], [410, { state: 'replaced' }]);
  assert.equal((await taker('POST', `${child}/offers`)).status, 404);
});
