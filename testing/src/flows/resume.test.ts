import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { getStatus } from '@mleg/core/status-list/status-array';
import { verifyStatusListJwt } from '@mleg/core/status-list/status-list-jwt';
import { createIssuerKeyFinder } from '@mleg/core/trust/issuer-key';
import { verifyTrustListJwt } from '@mleg/core/trust/trust-list-jwt';
import { verifyEs256 } from '@mleg/server/src/keys/es256.ts';
import { listMobileIds } from '@mleg/server/src/service/mobile-id/mobile-ids.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { createOffer, restore, revoke, suspend } from './acts.ts';
import {
  type Activation,
  activate,
  codeOf,
  handleOf,
  makeKey,
  notify,
  openOffer,
  redeemOffer,
  requestCredential,
  requestOffline,
  requestToken,
  statusIndexes,
} from './holder.ts';
import { type SeededPupil, seedSchool } from './seed-school.ts';
import { createWorld } from './world.ts';

const world = await createWorld();
const seed = { pictureBytes: 500, nowAt: world.clock.now };
const one = await seedSchool(world.deps.store, world.deps.vault, {
  ...seed,
  rspo: '201',
  pupils: 30,
  devices: 'one',
});
const many = await seedSchool(world.deps.store, world.deps.vault, {
  ...seed,
  rspo: '202',
  pupils: 10,
  devices: 'many',
});
after(() => world.close());

const ACTOR = { kind: 'staff', id: 'office' } as const;

function next(from: SeededPupil[]): SeededPupil {
  const pupil = from.pop();
  assert.ok(pupil);
  return pupil;
}

const idOf = (activation: Activation): unknown => activation.answer.json['notification_id'];
const confirm = (activation: Activation) =>
  notify(world, activation.accessToken, idOf(activation), 'credential_accepted');

/** States of a pupil's delivered mobile IDs, phone by phone. */
async function statesOf(school: number, pupil: SeededPupil): Promise<string[]> {
  const rows = await inSchool(world.deps.store, school, (tx) =>
    listMobileIds(world.deps, tx, [pupil.pupilId]),
  );
  return rows.map((row) => row.state);
}

function setPupil(school: number, { pupilId }: SeededPupil, change: string): Promise<unknown> {
  const text = `update pupil set ${change} where school_id = $1 and id = $2`;
  return inSchool(world.deps.store, school, (tx) =>
    tx.run({ name: `test-${change}`, text }, [school, pupilId]),
  );
}

/** What the published list says of these indexes of list 0, verified as a verifier does. */
async function published(indexes: readonly number[]): Promise<(number | undefined)[]> {
  const { origins } = world.deps.config;
  const trust = await world.face.inject({ url: '/trust/list' });
  const anchor = world.deps.signers.trustList.publicJwk;
  const verified = await verifyTrustListJwt(trust.body, anchor, world.clock.now, { verifyEs256 });
  assert.ok(verified.ok);
  const token = (await world.face.inject({ url: '/status/0' })).body;
  const inflate = (data: Uint8Array, maxOutputLength: number) => inflateSync(data, { maxOutputLength });
  const list = await verifyStatusListJwt(
    {
      token,
      uri: `${origins.school}/status/0`,
      iss: origins.school,
      findKey: createIssuerKeyFinder(verified.list, { verifyEs256 }),
      nowAt: world.clock.now,
    },
    { verifyEs256, inflate },
  );
  assert.ok(list.ok, JSON.stringify(list));
  return indexes.map((index) => getStatus(list.list.statuses, index));
}

test('an answer lost on the way: the same keys under the same token get the same status entries', async () => {
  const pupil = next(one.pupils);
  const lost = await activate(world, pupil, [makeKey(), makeKey(), makeKey()]);
  const again = await requestCredential(world, lost.accessToken, lost.keys.toReversed());
  assert.equal(again.status, 200);
  assert.deepEqual(statusIndexes(again), statusIndexes(lost.answer));
  assert.equal(again.json['notification_id'], idOf(lost));
  assert.deepEqual(await statesOf(one.school, pupil), ['active']);
});

test('refuses other keys under a token that has delivered', async () => {
  const first = await activate(world, next(one.pupils));
  const other = await requestCredential(world, first.accessToken, [makeKey()]);
  assert.deepEqual([other.status, other.json['error']], [400, 'credential_request_denied']);
});

for (const isConfirmed of [false, true]) {
  const word = isConfirmed ? 'confirmed' : 'delivered, not confirmed';
  test(`an offer belongs to the keys of its first delivery (${word}): the same phone comes again, another is refused (rules.md C10)`, async () => {
    const pupil = next(one.pupils);
    const keys = [makeKey(), makeKey()];
    const first = await activate(world, pupil, keys);
    if (isConfirmed) assert.equal((await confirm(first)).status, 204);
    world.clock.now += 3_600;
    const again = await activate(world, pupil, keys.toReversed());
    assert.equal(again.answer.status, 200, 'an answer lost on the way burns nothing');
    assert.deepEqual(statusIndexes(again.answer), statusIndexes(first.answer));
    for (const others of [[makeKey()], [keys[0] ?? makeKey()], [...keys, makeKey()]]) {
      const stranger = await activate(world, pupil, others);
      const { error, reason } = stranger.answer.json;
      assert.deepEqual(
        [stranger.answer.status, error, reason],
        [400, 'credential_request_denied', 'other_phone'],
      );
    }
    assert.deepEqual(await statesOf(one.school, pupil), ['active']);
    assert.deepEqual(await published(statusIndexes(first.answer)), [0, 0]);
    assert.equal((await confirm(again)).status, 204);
    assert.equal((await confirm(again)).status, 204, 'VCI-060');
  });
}

test('a phone whose answer was lost between intent and delivery comes again with a new token: one ID', async () => {
  const pupil = next(one.pupils);
  const keys = [makeKey()];
  const tokens = [
    await redeemOffer(world, pupil),
    await redeemOffer(world, pupil),
    await redeemOffer(world, pupil),
  ];
  const answers = await Promise.all(tokens.map((token) => requestCredential(world, token, keys)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  );
  assert.equal(new Set(answers.map((answer) => statusIndexes(answer).join())).size, 1);
  assert.deepEqual(await statesOf(one.school, pupil), ['active']);
});

test('an offer whose ID has ended gives nothing more, to no keys', async () => {
  const pupil = next(one.pupils);
  const spare = await codeOf(world, pupil.offerHandle);
  const first = await activate(world, pupil);
  const token = await redeemOffer(world, pupil);
  const of = { school: one.school, pupilId: pupil.pupilId, actor: ACTOR };
  assert.equal(await revoke(world.deps, { ...of, reason: 'device_lost' }), 1);
  const offer = await openOffer(world, pupil.offerHandle);
  assert.deepEqual([offer.status, offer.json['details']], [410, { state: 'used' }]);
  assert.equal((await requestToken(world, spare, pupil.txCode)).json['error'], 'invalid_grant');
  assert.equal((await requestCredential(world, token, first.keys)).status, 400);
  assert.equal((await requestCredential(world, first.accessToken, first.keys)).status, 400);
  assert.deepEqual(await statesOf(one.school, pupil), ['revoked']);
});

test('the same offline key under a new token gets the same entry, another key is refused', async () => {
  const pupil = next(one.pupils);
  const first = await activate(world, pupil);
  const offlineKey = makeKey();
  const held = await requestOffline(world, first.accessToken, offlineKey);
  assert.equal(held.status, 200);
  const again = await activate(world, pupil, [...first.keys]);
  assert.equal((await requestOffline(world, again.accessToken, makeKey())).status, 400);
  assert.equal((await requestOffline(world, again.accessToken, offlineKey)).status, 200);
});

test('two phones redeem one offer at once: one gets the ID, the other is refused', async () => {
  const pupil = next(one.pupils);
  const tokens = [await redeemOffer(world, pupil), await redeemOffer(world, pupil)];
  const answers = await Promise.all(tokens.map((token) => requestCredential(world, token, [makeKey()])));
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 400]);
  assert.deepEqual(await statesOf(one.school, pupil), ['active']);
});

test('eight identical requests at once make one ID', async () => {
  const pupil = next(one.pupils);
  const token = await redeemOffer(world, pupil);
  const keys = [makeKey(), makeKey()];
  const answers = await Promise.all(Array.from({ length: 8 }, () => requestCredential(world, token, keys)));
  const indexes = new Set(answers.map((answer) => statusIndexes(answer).toSorted().join()));
  assert.deepEqual([answers.every(({ status }) => status === 200), indexes.size], [true, 1]);
  assert.deepEqual(await statesOf(one.school, pupil), ['active']);
});

test('keeps three pre-authorized codes of an offer alive, the newest', async () => {
  const pupil = next(one.pupils);
  const codes: string[] = [];
  for (let count = 0; count < 4; count += 1) {
    codes.push(await codeOf(world, pupil.offerHandle));
    world.clock.now += 1;
  }
  const [oldest = '', ...alive] = codes;
  assert.equal((await requestToken(world, oldest, pupil.txCode)).status, 400);
  for (const code of alive) assert.equal((await requestToken(world, code, pupil.txCode)).status, 200);
});

test('devices one: a new phone supersedes the earlier one when its ID is delivered, not before', async () => {
  const pupil = next(one.pupils);
  const first = await activate(world, pupil);
  await confirm(first);
  const fresh = await createOffer(world.deps, {
    school: one.school,
    pupilId: pupil.pupilId,
    delivery: 'portal',
    actor: ACTOR,
  });
  const second = {
    ...pupil,
    offerHandle: fresh.walletLink.split('offers%2F')[1] ?? '',
    txCode: fresh.txCode,
  };
  const token = await redeemOffer(world, second);
  assert.deepEqual(await statesOf(one.school, pupil), ['active']);
  const answer = await requestCredential(world, token, [makeKey()]);
  assert.deepEqual(await statesOf(one.school, pupil), ['superseded', 'active']);
  assert.deepEqual(await published([...statusIndexes(first.answer), ...statusIndexes(answer)]), [1, 0]);
  const why = await openOffer(world, pupil.offerHandle);
  assert.deepEqual(why.json['details'], { state: 'superseded' }, 'the first phone can learn why');
});

test('devices many: all phones stay valid (rules.md C5)', async () => {
  const pupil = next(many.pupils);
  await confirm(await activate(world, pupil));
  for (let phone = 2; phone <= 4; phone += 1) {
    const fresh = await createOffer(world.deps, {
      school: many.school,
      pupilId: pupil.pupilId,
      delivery: 'portal',
      actor: ACTOR,
    });
    const offerHandle = fresh.walletLink.split('offers%2F')[1] ?? '';
    await confirm(await activate(world, { ...pupil, offerHandle, txCode: fresh.txCode }));
  }
  assert.deepEqual(await statesOf(many.school, pupil), ['active', 'active', 'active', 'active']);
});

test('credential_failure and credential_deleted revoke; the next ID needs another code (rules.md C10)', async () => {
  for (const event of ['credential_failure', 'credential_deleted']) {
    const pupil = next(one.pupils);
    const first = await activate(world, pupil);
    assert.equal((await notify(world, first.accessToken, idOf(first), event)).status, 204);
    assert.deepEqual(await statesOf(one.school, pupil), ['revoked']);
    const offer = await openOffer(world, pupil.offerHandle);
    assert.deepEqual(offer.json['details'], { state: 'used' });
    const of = { school: one.school, pupilId: pupil.pupilId, actor: ACTOR };
    const fresh = await createOffer(world.deps, { ...of, delivery: 'portal' });
    const taken = { offerHandle: handleOf(fresh.walletLink), txCode: fresh.txCode };
    assert.equal((await activate(world, taken)).answer.status, 200);
  }
});

test('the copies of a batch are one dataset, the picture included; each has its own key, index and salts (OpenID4VCI 1.0 3.3.2, VCI-046, VCI-089)', async () => {
  const keys = [makeKey(), makeKey(), makeKey(), makeKey()];
  const { answer } = await activate(world, next(one.pupils), keys);
  const credentials = (answer.json['credentials'] as { credential: string }[]).map(
    ({ credential }) => credential,
  );
  assert.equal(new Set(statusIndexes(answer)).size, 4);
  const disclosures = credentials.map((text) => text.split('~').slice(1, -1));
  assert.equal(new Set(disclosures.flat()).size, disclosures.flat().length);
  const said = disclosures.map((list) =>
    Object.fromEntries(
      list.map((one) => (JSON.parse(Buffer.from(one, 'base64url').toString()) as unknown[]).slice(1)),
    ),
  );
  assert.match(String(said[0]?.['picture']), /^data:image\/jpeg;base64,/);
  for (const one of said) assert.deepEqual(one, said[0]);
  const payloads = credentials.map(
    (text) =>
      JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString()) as {
        _sd: string[];
        cnf: { jwk: { x: string } };
      },
  );
  assert.deepEqual(
    payloads.map(({ cnf }) => cnf.jwk.x),
    keys.map((key) => key.jwk.x),
  );
  assert.equal(new Set(payloads.map(({ _sd }) => _sd.length)).size, 1, 'the number of digests tells nothing');
  const keyless = payloads.map(({ _sd: _, cnf: __, ...rest }) => ({ ...rest, status: undefined }));
  for (const one of keyless) assert.deepEqual(one, keyless[0], 'what is visible is the same too');
});

test('what every verifier sees has the same shape for every pupil: with and without PESEL, address, protection', async () => {
  const shapes: string[] = [];
  const seen = async (change?: string): Promise<void> => {
    const pupil = next(one.pupils);
    if (change !== undefined) await setPupil(one.school, pupil, change);
    const { answer } = await activate(world, pupil);
    const [{ credential }] = answer.json['credentials'] as [{ credential: string }];
    const payload = JSON.parse(Buffer.from(credential.split('.')[1] ?? '', 'base64url').toString()) as {
      _sd: string[];
    };
    assert.deepEqual(payload._sd.toSorted(), payload._sd, 'the order tells nothing');
    const numbers = /"idx":\d+/g;
    shapes.push(
      JSON.stringify({ ...payload, _sd: payload._sd.map((text) => text.length) })
        .replace(numbers, '')
        .replace(/"[xy]":"[^"]+"/g, ''),
    );
  };
  await seen();
  await seen(`personal_id_type = 'passport'`);
  await seen('address_sealed = null');
  await seen('address_protected = true');
  await seen(`personal_id_type = 'other', address_protected = true`);
  await seen(`birth_on = '2020-02-29'`);
  assert.equal(new Set(shapes).size, 1, shapes.join('\n'));
});

test('a revocation stands in the list that is published within five seconds, a lifted suspension leaves it', async () => {
  const pupil = next(one.pupils);
  const first = await activate(world, pupil);
  const indexes = statusIndexes(first.answer);
  const of = { school: one.school, pupilId: pupil.pupilId, actor: ACTOR };
  assert.deepEqual(await published(indexes), [0]);
  assert.equal(await suspend(world.deps, { ...of, by: 'school' }), 1);
  world.clock.now += 5;
  assert.deepEqual(await published(indexes), [2]);
  const guardian = { ...of, actor: { kind: 'guardian', id: 'g' } as const, by: 'guardian' as const };
  assert.equal(await restore(world.deps, guardian), 0, 'a guardian does not lift what the school suspended');
  assert.equal(await restore(world.deps, { ...of, by: 'school' }), 1);
  world.clock.now += 5;
  assert.deepEqual(await published(indexes), [0]);
  assert.equal(await revoke(world.deps, { ...of, reason: 'device_lost' }), 1);
  assert.equal(await restore(world.deps, { ...of, by: 'school' }), 0, 'a revocation is final');
  world.clock.now += 5;
  assert.deepEqual(await published(indexes), [1]);
});

test('a fault between the intent and the signature leaves no ID that nobody knows (security D8)', async () => {
  const pupil = next(one.pupils);
  const token = await redeemOffer(world, pupil);
  const { issuer } = world.deps.signers;
  const broken = issuer.sign;
  const signers = issuer as { sign: typeof issuer.sign };
  signers.sign = () => {
    throw new Error('the module does not answer');
  };
  const key = makeKey();
  assert.equal((await requestCredential(world, token, [key])).status, 500);
  signers.sign = broken;
  assert.deepEqual(await statesOf(one.school, pupil), [], 'nothing was delivered');
  const answer = await requestCredential(world, token, [key]);
  assert.equal(answer.status, 200, 'the wallet resumes with the same keys');
  assert.deepEqual(await statesOf(one.school, pupil), ['active']);
});
