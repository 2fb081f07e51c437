import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFixtureKey } from '../offline-qr/offline-fixture.ts';
import { checkReceivedSchoolId } from './holder-checks.ts';
import { deps, device, facts, issuer, leaf, mint, nowAt, present, trust } from './school-id-fixture.ts';

const { findKey } = trust();
const card = await mint();
const base = { sdJwtVc: card, issuer, holderKey: device.jwk, findKey, nowAt };

async function reasonOf(changes: Partial<typeof base>): Promise<string> {
  const result = await checkReceivedSchoolId({ ...base, ...changes }, deps);
  return result.ok ? 'ok' : result.reason;
}

test('keeps a card of the asked issuer, of our type, for this device’s key', async () => {
  const result = await checkReceivedSchoolId(base, deps);
  assert.ok(result.ok);
  assert.equal(result.card.givenNames, facts.givenNames);
  assert.equal(result.verified.iss, issuer);
});

test('refuses a card for another key than this device’s', async () => {
  const other = await createFixtureKey();
  assert.equal(await reasonOf({ holderKey: other.jwk }), 'other_key');
});

test('refuses a card of another issuer than the one that was asked', async () => {
  assert.equal(await reasonOf({ issuer: 'https://other.example' }), 'other_issuer');
});

test('refuses another type, an expired card, one without status, and one with a key binding (SDJ-018)', async () => {
  assert.equal(await reasonOf({ sdJwtVc: await mint({ visible: { vct: 'urn:x' } }) }), 'vct');
  assert.equal(await reasonOf({ nowAt: nowAt + 50_000_000 }), 'expired');
  assert.equal(await reasonOf({ sdJwtVc: await mint({ visible: { status: undefined } }) }), 'status_missing');
  assert.equal(await reasonOf({ sdJwtVc: await present(card) }), 'key_binding_unexpected');
});

test('refuses a card whose claims it could not show', async () => {
  const odd = await mint({ facts: { bornOn: '2013-05-03', familyName: '' } });
  assert.equal(await reasonOf({ sdJwtVc: odd }), 'claim_malformed');
});

test('takes the one key of a known issuer in place of a trust list', async () => {
  const result = await checkReceivedSchoolId({ ...base, findKey: leaf.jwk }, deps);
  assert.ok(result.ok);
});
