import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { getStatus } from '@mleg/core/status-list/status-array';
import { verifyStatusListJwt } from '@mleg/core/status-list/status-list-jwt';
import { createIssuerKeyFinder } from '@mleg/core/trust/issuer-key';
import { verifyTrustListJwt } from '@mleg/core/trust/trust-list-jwt';
import { verifyEs256 } from '@mleg/server/src/keys/es256.ts';
import { createOffer } from '@mleg/server/src/service/issuing/create-offer.ts';
import { listMobileIds, restore, revoke, suspend } from '@mleg/server/src/service/issuing/mobile-ids.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import {
  type Activation,
  activate,
  codeOf,
  makeKey,
  notify,
  openOffer,
  redeemOffer,
  requestCredential,
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

test('a lost token answer: the offer is redeemed again, and what was never confirmed is revoked', async () => {
  const pupil = next(one.pupils);
  const lost = await activate(world, pupil);
  const again = await activate(world, pupil);
  assert.equal(again.answer.status, 200);
  assert.deepEqual(await statesOf(one.school, pupil), ['revoked', 'active']);
  assert.deepEqual(await published([...statusIndexes(lost.answer), ...statusIndexes(again.answer)]), [1, 0]);
  const late = await confirm(lost);
  assert.equal(late.status, 204);
  assert.deepEqual(await statesOf(one.school, pupil), ['revoked', 'active'], 'a late word revives nothing');
  assert.equal((await requestCredential(world, lost.accessToken, lost.keys)).status, 400);
});

test('a confirmed offer is used: no further GET, no further token', async () => {
  const pupil = next(one.pupils);
  const spare = await codeOf(world, pupil.offerHandle);
  const first = await activate(world, pupil);
  assert.equal((await confirm(first)).status, 204);
  assert.equal((await confirm(first)).status, 204, 'VCI-060');
  const offer = await openOffer(world, pupil.offerHandle);
  assert.deepEqual([offer.status, offer.json['details']], [410, { state: 'used' }]);
  assert.equal((await requestToken(world, spare, pupil.txCode)).json['error'], 'invalid_grant');
});

test('two phones redeem one offer at once: whoever confirms, one ID is valid', async () => {
  const pupil = next(one.pupils);
  const tokens = [await redeemOffer(world, pupil), await redeemOffer(world, pupil)];
  const answers = await Promise.all(tokens.map((token) => requestCredential(world, token, [makeKey()])));
  await Promise.all(
    answers.map((answer, at) =>
      notify(world, tokens[at] ?? '', answer.json['notification_id'], 'credential_accepted'),
    ),
  );
  const states = await statesOf(one.school, pupil);
  assert.equal(states.filter((state) => state === 'active').length, 1, states.join());
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

test('credential_failure and credential_deleted revoke, and the offer may be taken again', async () => {
  for (const event of ['credential_failure', 'credential_deleted']) {
    const pupil = next(one.pupils);
    const first = await activate(world, pupil);
    assert.equal((await notify(world, first.accessToken, idOf(first), event)).status, 204);
    assert.deepEqual(await statesOf(one.school, pupil), ['revoked']);
    assert.equal((await activate(world, pupil)).answer.status, 200);
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
