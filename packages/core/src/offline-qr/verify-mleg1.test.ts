import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBase45, encodeBase45 } from '../encoding/base45.ts';
import { encodeBase64url } from '../encoding/base64url.ts';
import type { VerdictReason } from '../verdict/verdict.ts';
import { createHolderProof } from './holder-proof.ts';
import { encodeMleg1 } from './mleg1.ts';
import {
  createCode,
  createFixtureKey,
  createInput,
  createTrust,
  createWorld,
  deps,
  discount,
  freshStatus,
  kid,
  nowAt,
  paperEndAt,
  ticket,
} from './offline-fixture.ts';
import type { VerifyMleg1Input } from './verify-mleg1.ts';
import { verifyMleg1 } from './verify-mleg1.ts';

const world = await createWorld();
const code = await createCode(world);

async function verdictOf(change: Partial<VerifyMleg1Input> = {}, base = createInput(world, code)) {
  return await verifyMleg1({ ...base, ...change }, deps);
}

async function assertReason(
  reason: VerdictReason,
  change: Partial<VerifyMleg1Input>,
  base?: VerifyMleg1Input,
) {
  assert.equal((await verdictOf(change, base)).reason, reason);
}

test('accepts a fresh code of a trusted issuer and says age, never more than was signed', async () => {
  const result = await verdictOf();
  assert.equal(result.verdict, 'valid');
  assert.equal(result.presentation?.age, 11);
  assert.equal(result.presentation?.isDemo, true);
  assert.deepEqual(result.presentation?.facts, ticket);
  assert.equal(result.statusAt, freshStatus.signedAt);
  assert.deepEqual(Object.values(result.checks), ['ok', 'ok', 'ok', 'ok', 'ok']);
});

test('accepts a proof from 60 s ago to 15 s ahead and nothing beyond (N-QR-001)', async () => {
  for (const [age, reason] of [
    [0, 'ok'],
    [60, 'ok'],
    [61, 'stale'],
    [3600, 'stale'],
    [-15, 'ok'],
    [-16, 'clock'],
  ] as const) {
    const text = await createCode(world, nowAt - age);
    await assertReason(reason, { text });
  }
});

test('says stale of an old picture of a code even where the time is known', async () => {
  const text = await createCode(world, nowAt - 86_400);
  await assertReason('stale', { text, onlineTimeKnown: true });
});

test('says whose clock is wrong as far as it can be known (N-QR-011)', async () => {
  const ahead = await createCode(world, nowAt + 600);
  assert.equal((await verdictOf({ text: ahead })).wrongClock, 'either');
  assert.equal((await verdictOf({ text: ahead, onlineTimeKnown: true })).wrongClock, 'holder');
  const earlier = nowAt - 7200;
  const slow = await verdictOf({ text: await createCode(world, earlier), nowAt: earlier });
  assert.equal(slow.reason, 'clock');
  assert.equal(slow.wrongClock, 'verifier');
});

test('refuses a proof by another key than the bound one (N-QR-002)', async () => {
  const thief = await createFixtureKey();
  const proof = await createHolderProof({ cwt: world.cwt, nowAt }, { ...deps, sign: thief.sign });
  const result = await verdictOf({ text: encodeMleg1(world.cwt, proof) });
  assert.equal(result.reason, 'holder_proof');
  assert.equal(result.presentation, undefined);
});

test('refuses a proof that was made over another credential of the same key (N-QR-003)', async () => {
  const other = await createWorld({ facts: discount, deviceKey: world.device.jwk });
  const proof = await createHolderProof({ cwt: other.cwt, nowAt }, { ...deps, sign: world.device.sign });
  await assertReason('holder_proof', { text: encodeMleg1(world.cwt, proof) });
});

test('refuses a proof whose time was changed after signing', async () => {
  const proof = await createHolderProof(
    { cwt: world.cwt, nowAt: nowAt - 300 },
    { ...deps, sign: world.device.sign },
  );
  await assertReason('holder_proof', { text: encodeMleg1(world.cwt, { ...proof, proofAt: nowAt }) });
});

test('refuses a card that another key signed under the issuer’s key id (N-QR-004)', async () => {
  const forger = await createWorld();
  const result = await verdictOf({ text: await createCode(forger) });
  assert.equal(result.reason, 'signature');
  assert.equal(result.presentation, undefined);
});

test('does not know an issuer that is not on the trust list, or whose key’s time is over (N-QR-004, N-QR-005)', async () => {
  const signer = { kid: encodeBase64url(kid), key: world.issuer.jwk, notAfterAt: nowAt };
  for (const signers of [[], [signer], [{ ...signer, kid: 'AAAAAAAAAAA', notAfterAt: paperEndAt }]]) {
    const result = await verdictOf({ trustList: createTrust(world, { signers }) });
    assert.deepEqual([result.verdict, result.reason], ['unknown', 'untrusted_issuer']);
    assert.equal(result.presentation, undefined);
  }
});

test('does not let an issuer speak for a school outside its set (security.md F3)', async () => {
  const result = await verdictOf({ trustList: createTrust(world, { rspo: ['999', '1234567'] }) });
  assert.equal(result.reason, 'school_not_covered');
  assert.equal(result.presentation, undefined);
  await assertReason('ok', { trustList: createTrust(world, { rspo: ['999', String(ticket.rspo)] }) });
});

test('looks for the status under the operator’s own address only', async () => {
  const trustList = createTrust(world, { statusListBase: 'https://other.example/status/' });
  await assertReason('lists_too_old', { trustList });
});

test('says expired from the first second after the last day of the paper ID, in Poland (N-QR-006)', async () => {
  const at = async (moment: number) => {
    const fresh = { ...freshStatus, signedAt: moment - 10, expiresAt: moment + 1000 };
    const base = createInput(world, await createCode(world, moment), fresh);
    const trustList = createTrust(world, {}, { expiresAt: moment + 1000 });
    return (await verdictOf({ nowAt: moment, trustList }, base)).reason;
  };
  assert.equal(await at(paperEndAt - 1), 'ok');
  assert.equal(await at(paperEndAt), 'expired');
});

test('asks for a renewal, and does not say expired, when only the technical end has come (rules.md V3)', async () => {
  const due = await createWorld({ facts: discount, expiresAt: nowAt });
  const base = createInput(due, await createCode(due));
  const result = await verifyMleg1(base, deps);
  assert.deepEqual([result.verdict, result.reason], ['unknown', 'renewal_due']);
  const text = await createCode(due, nowAt - 1);
  assert.equal((await verifyMleg1({ ...base, text, nowAt: nowAt - 1 }, deps)).reason, 'ok');
});

test('shows red for revoked and suspended, and never green for a value it does not know (N-QR-007)', async () => {
  for (const [value, reason] of [
    [1, 'revoked'],
    [2, 'suspended'],
    [3, 'lists_too_old'],
  ] as const) {
    await assertReason(reason, {}, createInput(world, code, { ...freshStatus, value }));
  }
});

test('turns amber when the list is older than seven days, has ended, or is not there (N-QR-008)', async () => {
  const day = 86_400;
  const old = { ...freshStatus, signedAt: nowAt - 7 * day - 1 };
  await assertReason('lists_too_old', {}, createInput(world, code, old));
  await assertReason('ok', {}, createInput(world, code, { ...freshStatus, signedAt: nowAt - 7 * day }));
  await assertReason('lists_too_old', {}, createInput(world, code, { ...freshStatus, expiresAt: nowAt }));
  await assertReason('lists_too_old', { statusLists: { findStatus: () => undefined } });
  await assertReason('lists_too_old', { trustList: createTrust(world, {}, { expiresAt: nowAt }) });
});

test('believes a revocation of an old list, since it is final, but not a suspension', async () => {
  const old = { ...freshStatus, signedAt: nowAt - 30 * 86_400, expiresAt: nowAt - 86_400 };
  await assertReason('revoked', {}, createInput(world, code, { ...old, value: 1 }));
  await assertReason('lists_too_old', {}, createInput(world, code, { ...old, value: 2 }));
});

test('says revoked of a revoked card even when the code is a picture of one', async () => {
  const text = await createCode(world, nowAt - 600);
  await assertReason('revoked', {}, createInput(world, text, { ...freshStatus, value: 1 }));
});

test('accepts in strong mode only the nonce that it shows', async () => {
  const nonce = new Uint8Array(16).fill(7);
  const text = await createCode(world, nowAt, nonce);
  await assertReason('ok', { text, nonce });
  await assertReason('holder_proof', { text, nonce: new Uint8Array(16).fill(8) });
  await assertReason('stale', { nonce });
  const unasked = await verdictOf({ text });
  assert.equal(unasked.reason, 'stale');
  assert.equal(unasked.presentation, undefined);
});

test('shows no name and no age of a discount', async () => {
  const shop = await createWorld({ facts: discount });
  const result = await verifyMleg1(createInput(shop, await createCode(shop)), deps);
  assert.equal(result.reason, 'ok');
  assert.equal(result.presentation?.age, undefined);
  assert.deepEqual(result.presentation?.facts, discount);
});

test('never says valid of a code with one byte changed', async () => {
  const bytes = decodeBase45(code.slice('MLEG1:'.length));
  const position = fc.integer({ min: 0, max: bytes.length - 1 });
  await fc.assert(
    fc.asyncProperty(position, fc.integer({ min: 1, max: 255 }), async (index, change) => {
      const forged = bytes.slice();
      forged[index] = (forged[index] ?? 0) ^ change;
      const result = await verdictOf({ text: `MLEG1:${encodeBase45(forged)}` });
      assert.notEqual(result.verdict, 'valid');
      assert.equal(result.presentation, undefined);
    }),
    { numRuns: 500 },
  );
});

test('answers malformed for a text that is no code', async () => {
  for (const text of ['', 'MLEG1:', 'hello', 'https://v.example/s#', `${code} `])
    await assertReason('malformed', { text });
});
