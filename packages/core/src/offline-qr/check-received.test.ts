import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkReceivedOffline } from './check-received.ts';
import { createFixtureKey, createTrust, createWorld, deps, discount, kid } from './offline-fixture.ts';

const world = await createWorld();
const trustList = createTrust(world);
const asked = { issuer: 'http://localhost:8080', holderKey: world.device.jwk, trustList };
const received = { variant: 'ticket', cwt: world.cwt };

const check = (change: Partial<typeof received>, other: Partial<typeof asked> = {}): Promise<boolean> =>
  checkReceivedOffline({ ...received, ...change }, { ...asked, ...other }, deps);

test('keeps a variant of the asked issuer for this device’s key', async () => {
  assert.equal(await check({}), true);
});

test('refuses a variant that is another one than it is called: a discount never turns out to hold a name', async () => {
  assert.equal(await check({ variant: 'discount' }), false);
  assert.equal(await check({ variant: 'link' }), false);
  const other = await createWorld({ facts: discount });
  const list = createTrust(other);
  const holder = { holderKey: other.device.jwk, trustList: list };
  assert.equal(await check({ variant: 'discount', cwt: other.cwt }, holder), true);
  assert.equal(await check({ variant: 'ticket', cwt: other.cwt }, holder), false);
});

test('refuses another device’s key, another issuer, an unknown signer, a broken signature and no CBOR at all', async () => {
  const stranger = await createFixtureKey();
  assert.equal(await check({}, { holderKey: stranger.jwk }), false);
  assert.equal(await check({}, { issuer: 'http://localhost:9' }), false);
  const unknown = await createWorld({ kid: kid.map((byte) => byte + 1), deviceKey: world.device.jwk });
  assert.equal(await check({ cwt: unknown.cwt }), false);
  const forged = await createWorld({ deviceKey: world.device.jwk });
  assert.equal(await check({ cwt: forged.cwt }), false);
  assert.equal(await check({ cwt: world.cwt.subarray(1) }), false);
});

test('a fault that is no matter of the bytes is passed on', async () => {
  const verifyEs256 = (): never => {
    throw new TypeError('no crypto');
  };
  await assert.rejects(checkReceivedOffline(received, asked, { verifyEs256 }), TypeError);
});
