import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { hashHandle, parseHandle } from '@mleg/server/src/service/issuing/codes.ts';
import { newId } from '@mleg/server/src/store/ids.ts';
import {
  type BegunOffline,
  beginCredential,
  beginOfflineCredential,
  finishCredential,
} from '@mleg/server/src/store/issuing.ts';
import { replaceOffersOf } from '@mleg/server/src/store/offers.ts';
import type { Store } from '@mleg/server/src/store/pool.ts';
import { inPupilCase } from '@mleg/server/src/store/pupil-case.ts';
import { inSchool, type SchoolTx } from '@mleg/server/src/store/tenant.ts';
import * as acts from '../flows/acts.ts';
import { revoke, suspend } from '../flows/acts.ts';
import { activate, handleOf, notify, redeemOffer } from '../flows/holder.ts';
import { createTown, type Target } from '../matrix/town.ts';

/** A phone that activates at the very moment in which the school revokes. */

const town = await createTown();
const { world, own } = town;
const { store } = world.deps;
after(() => town.close());

const ACTOR = { kind: 'system', id: 'test' } as const;
const of = (target: Target) => ({ school: target.school, pupilId: target.pupilId, actor: ACTOR });

/** A step of the protocol inside a transaction that the test ends when it likes. */
const stepIn = (tx: SchoolTx): Store => ({
  ...store,
  runStep: (_school, statement, values) => tx.run(statement, values),
});
const tokenOf = (accessToken: string) => {
  const token = parseHandle(accessToken);
  assert.ok(token);
  return { school: token.school, tag: token.tag, tokenHash: hashHandle(token), dpopJkt: null, jtiHash: null };
};
const asked = () => ({
  nonceHashes: [],
  nonceExpiresAt: world.clock.now + 300,
  today: '2026-10-15',
  nowAt: world.clock.now,
});

async function handOut(target: Target): Promise<{ offerHandle: string; txCode: string }> {
  const { walletLink, txCode } = await acts.handOut(world.deps, { ...of(target), delivery: 'journal' });
  return { offerHandle: handleOf(walletLink), txCode };
}

async function begin(using: Store, accessToken: string): Promise<string> {
  const begun = await beginCredential(using, {
    ...tokenOf(accessToken),
    ...asked(),
    keySet: randomBytes(32),
    thumbprints: [randomBytes(32)],
    newMobileId: newId(),
    newDeviceId: newId(),
  });
  assert.equal(begun.outcome, 'ok');
  return begun.outcome === 'ok' ? begun.mobileId : '';
}

const finish = (target: Target, mobileId: string): Promise<string> =>
  finishCredential(store, { school: target.school, tag: '', mobileId, nowAt: world.clock.now });

/** Does `meanwhile` between the step and its commit; both end before this does. */
async function during<T>(
  target: Target,
  step: (using: Store) => Promise<T>,
  meanwhile: () => Promise<unknown>,
): Promise<T> {
  let other: Promise<unknown> = Promise.resolve();
  // Another request: what it does is not done inside the transaction of this one.
  const outside = AsyncLocalStorage.snapshot();
  const done = await inSchool(store, target.school, async (tx) => {
    const result = await step(stepIn(tx));
    other = outside(meanwhile);
    // Time for the other one to come through, or to meet the lock.
    await Promise.race([other, new Promise((resolve) => setTimeout(resolve, 300))]);
    return result;
  });
  await other;
  return done;
}

function marksOf(target: Target, entry: { listId: number; position: number }): Promise<{ value: number }[]> {
  const text = 'select value from status_mark where list_id = $1 and position = $2';
  return inSchool(store, target.school, (tx) =>
    tx.run<{ value: number }>({ name: 'test-mark', text }, [entry.listId, entry.position]),
  );
}

test('an ID that was begun while the right ended is never delivered', async () => {
  const target = await town.addPupil(own, 'card');
  const token = await redeemOffer(world, await handOut(target));
  const id = await during(
    target,
    (using) => begin(using, token),
    () => revoke(world.deps, { ...of(target), reason: 'left_school' }),
  );
  assert.equal(await finish(target, id), 'denied');
  const rows = await inSchool(store, target.school, (tx) =>
    tx.run<{ state: string }>(
      { name: 'test-state', text: 'select state from mobile_id where school_id = $1 and id = $2' },
      [target.school, id],
    ),
  );
  assert.deepEqual(rows, [{ state: 'revoked' }]);
});

test('an ID that was begun with a code of somebody who then lost the rights is never delivered (rules.md W2)', async () => {
  const target = await town.addPupil(own, 'card');
  const token = await redeemOffer(world, await handOut(target));
  const id = await begin(store, token);
  await inPupilCase(world.deps, of(target), (pupilCase) =>
    replaceOffersOf(pupilCase, [`${ACTOR.kind}:${ACTOR.id}`]),
  );
  assert.equal(await finish(target, id), 'denied');
});

test('an ID that no phone ever got is not counted when the one in a phone is blocked and ends', async () => {
  const target = await town.addPupil(own, 'card');
  await begin(store, await redeemOffer(world, await handOut(target)));
  assert.equal(await suspend(world.deps, { ...of(target), by: 'school' }), 1);
  assert.equal(await revoke(world.deps, { ...of(target), reason: 'left_school' }), 1);
});

for (const [word, value, change] of [
  ['revoked', 1, (target: Target) => revoke(world.deps, { ...of(target), reason: 'device_lost' })],
  ['suspended', 2, (target: Target) => suspend(world.deps, { ...of(target), by: 'school' })],
] as const) {
  test(`an offline code that was begun while its ID was ${word} is ${word} in the lists too`, async () => {
    const target = await town.addPupil(own, 'case');
    const orders = `/orders/${target.orderId}/decision`;
    assert.equal((await own.program.call('POST', orders, { decision: 'approve' })).status, 200);
    const { accessToken, answer } = await activate(world, await handOut(target));
    assert.equal(answer.status, 200);
    const begun = await during<BegunOffline>(
      target,
      (using) =>
        beginOfflineCredential(using, {
          ...tokenOf(accessToken),
          ...asked(),
          thumbprint: randomBytes(32),
        }),
      () => change(target),
    );
    assert.ok(begun.outcome === 'ok');
    assert.deepEqual(await marksOf(target, begun.entry), [{ value }]);
  });
}

for (const [by, outcome] of [
  ['school', 'suspended_by_school'],
  ['lock_code', 'reported_lost'],
] as const) {
  test(`an ID that was begun while another phone's was suspended by ${by} is never delivered, and supersedes nothing (rules.md C9)`, async () => {
    const target = await town.addPupil(own, 'card');
    const read = async (): Promise<{ id: string; state: string }[]> =>
      inSchool(store, target.school, (tx) =>
        tx.run<{ id: string; state: string }>(
          {
            name: 'test-phones',
            text: 'select id, state from mobile_id where school_id = $1 and pupil_id = $2 and delivered_at is not null',
          },
          [target.school, target.pupilId],
        ),
      );
    const [phone] = await read();
    const token = await redeemOffer(world, await handOut(target));
    const id = await during(
      target,
      (using) => begin(using, token),
      () => suspend(world.deps, { ...of(target), mobileIds: [phone?.id ?? ''], by }),
    );
    assert.equal(await finish(target, id), outcome);
    assert.deepEqual(await read(), [{ id: phone?.id, state: 'suspended' }]);
  });
}

test('a phone that deletes its suspended ID while the school revokes it: both end, neither waits for ever', async () => {
  for (let round = 0; round < 8; round += 1) {
    const target = await town.addPupil(own, 'case');
    const decision = `/orders/${target.orderId}/decision`;
    await own.program.call('POST', decision, { decision: 'approve' });
    const { accessToken, answer } = await activate(world, await handOut(target));
    await suspend(world.deps, { ...of(target), by: 'school' });
    const [told, revoked] = await Promise.all([
      notify(world, accessToken, answer.json['notification_id'], 'credential_deleted'),
      revoke(world.deps, { ...of(target), reason: 'left_school' }),
    ]);
    assert.equal(told.status, 204);
    assert.ok(revoked <= 1);
  }
});

test('two phones that activate at once do not become one more than the school allows', async () => {
  const target = await town.addPupil(own, 'case');
  const orders = `/orders/${target.orderId}/decision`;
  assert.equal((await own.program.call('POST', orders, { decision: 'approve' })).status, 200);
  const limit = (devices: string, max: number | null): Promise<unknown> =>
    inSchool(store, target.school, (tx) =>
      tx.run(
        {
          name: 'test-devices',
          text: 'update school set devices = $2, devices_max = $3 where school_id = $1',
        },
        [target.school, devices, max],
      ),
    );
  await limit('many', 1);
  const tokens = [
    await redeemOffer(world, await handOut(target)),
    await redeemOffer(world, await handOut(target)),
  ];
  const begun = await Promise.all(tokens.map((token) => begin(store, token)));
  const ends: string[] = [];
  for (const id of begun) ends.push(await finish(target, id));
  await limit('one', null);
  assert.deepEqual(ends, ['ok', 'phones_max']);
});
