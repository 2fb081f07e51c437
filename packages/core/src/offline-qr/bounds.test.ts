import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeBase45 } from '../encoding/base45.ts';
import { decodeCbor, encodeCbor } from '../encoding/cbor.ts';
import { createHolderProof } from './holder-proof.ts';
import { mleg1TextMax } from './limits.ts';
import { parseMleg1 } from './mleg1.ts';
import { createFactsArray, parseFactsArray, shortenName, shortenSchoolName } from './offline-card.ts';
import { isTime, parseOfflineCwt } from './offline-cwt.ts';
import {
  createCode,
  createFakeWebp,
  createInput,
  createTrust,
  createWorld,
  deps,
  discount,
  freshStatus,
  nowAt,
  paperEndAt,
  ticket,
} from './offline-fixture.ts';
import { verifyMleg1 } from './verify-mleg1.ts';

/** Every bound from both sides: the last that is taken, the first that is not. */

const world = await createWorld();

test('a moment fits four bytes and is not the first of all', () => {
  assert.deepEqual([0, 1, 0xffffffff, 2 ** 32, 1.5, -1, '1'].map(isTime), [
    false,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

/** The issuer's half with another claim; its signature no longer fits, which parsing does not ask. */
function changed(change: (claims: Map<unknown, unknown>) => void): unknown {
  const [header, unprotected, payload, signature] = decodeCbor(world.cwt) as unknown[];
  const claims = decodeCbor(payload as Uint8Array) as Map<unknown, unknown>;
  change(claims);
  return [header, unprotected, encodeCbor(claims), signature];
}
const fieldOf = (work: () => unknown): string => {
  try {
    work();
    return 'ok';
  } catch (error) {
    return String((error as { details?: { field?: string } }).details?.field);
  }
};

test('the issuer’s half has exactly its claims, and an end that is a time', () => {
  const of = (change: (claims: Map<unknown, unknown>) => void) =>
    fieldOf(() => parseOfflineCwt(changed(change), decodeCbor));
  assert.equal(
    of(() => undefined),
    'ok',
  );
  assert.equal(
    of((claims) => claims.set(4, 0)),
    'exp',
  );
  assert.equal(
    of((claims) => claims.set(4, 'x')),
    'exp',
  );
  assert.equal(
    of((claims) => claims.set(4, 1)),
    'ok',
  );
  assert.equal(
    of((claims) => claims.delete(4)),
    'payload',
  );
  assert.equal(
    of((claims) => claims.set(5, 1)),
    'payload',
  );
  assert.equal(
    of((claims) => claims.set(8, new Map())),
    'cnf',
  );
  assert.equal(
    fieldOf(() => parseOfflineCwt([1, 2, 3], decodeCbor)),
    'cwt',
  );
  assert.equal(
    fieldOf(() => parseOfflineCwt('x', decodeCbor)),
    'cwt',
  );
});

test('a text is read up to 2,048 characters', () => {
  const of = (length: number) => fieldOf(() => parseMleg1(`MLEG1:${'0'.repeat(length - 6)}`));
  assert.notEqual(of(mleg1TextMax), 'text');
  assert.equal(of(mleg1TextMax + 1), 'text');
});

test('a proof has two or three parts, and the third says only „yes”', async () => {
  const { proof } = parseMleg1(await createCode(world));
  const of = (parts: unknown) => {
    const cbor = Uint8Array.from([0x82, ...world.cwt, ...encodeCbor(parts)]);
    return fieldOf(() => parseMleg1(`MLEG1:${encodeBase45(cbor)}`));
  };
  const { proofAt, signature } = proof;
  assert.equal(of([proofAt, signature]), 'ok');
  assert.equal(of([proofAt, signature, true]), 'ok');
  for (const bad of [
    [proofAt],
    [proofAt, signature, false],
    [proofAt, signature, true, true],
    [0, signature],
    [proofAt, signature.subarray(1)],
    [signature, proofAt],
  ])
    assert.equal(of(bad), 'proof');
});

test('a nonce has 16 to 32 bytes', async () => {
  const of = async (length: number) => {
    const input = { cwt: world.cwt, nowAt, nonce: new Uint8Array(length) };
    return createHolderProof(input, { ...deps, sign: world.device.sign }).then(
      () => 'ok',
      () => 'refused',
    );
  };
  assert.deepEqual(await Promise.all([15, 16, 32, 33].map(of)), ['refused', 'ok', 'ok', 'refused']);
});

test('each fact has its bounds, for who writes and for who reads', () => {
  const of = (change: object) => fieldOf(() => createFactsArray({ ...ticket, ...change }));
  const status = (listNumber: number, index: number) => ({ status: { listNumber, index } });
  assert.equal(of(status(0xffff, 0xffffffff)), 'ok');
  assert.equal(of(status(0x10000, 0)), 'listNumber');
  assert.equal(of(status(0, 2 ** 32)), 'index');
  assert.equal(of(status(-1, 0)), 'listNumber');
  assert.equal(of({ rspo: 2 ** 32 }), 'rspo');
  assert.equal(of({ schoolShortName: 's'.repeat(48) }), 'ok');
  assert.equal(of({ schoolShortName: 's'.repeat(49) }), 'schoolShortName');
  assert.equal(of({ schoolShortName: ' s' }), 'schoolShortName');
  assert.equal(of({ documentNumber: 'd'.repeat(30) }), 'ok');
  assert.equal(of({ documentNumber: 'd'.repeat(31) }), 'documentNumber');
  assert.equal(of({ givenNames: 'g'.repeat(42), surname: 's'.repeat(42) }), 'ok');
  assert.equal(of({ givenNames: 'g'.repeat(42), surname: 's'.repeat(43) }), 'givenNames');
  assert.equal(of({ surname: '' }), 'surname');
  assert.equal(of({ pictureLow: createFakeWebp(480) }), 'ok');
  assert.equal(of({ pictureLow: createFakeWebp(481) }), 'pictureLow');
  assert.equal(of({ pictureLow: createFakeWebp(20) }), 'ok');
  assert.equal(of({ pictureLow: createFakeWebp(19) }), 'pictureLow');
  assert.equal(of({ variant: 'link', pictureLow: createFakeWebp(330) }), 'ok');
  assert.equal(of({ variant: 'link', pictureLow: createFakeWebp(331) }), 'pictureLow');
  const ages = (ageOver: readonly boolean[]) => fieldOf(() => createFactsArray({ ...discount, ageOver }));
  assert.equal(ages([true, true, true, true, true]), 'ok');
  assert.equal(ages([true]), 'ageOver');
});

test('a reader takes no other shape of the facts', () => {
  const good = createFactsArray(discount);
  const of = (change: (facts: unknown[]) => void) => {
    const facts: unknown[] = [...good];
    change(facts);
    return fieldOf(() => parseFactsArray(facts));
  };
  assert.equal(
    of(() => undefined),
    'ok',
  );
  const set = (at: number, value: unknown) => of((facts) => (facts[at] = value));
  assert.equal(set(0, 2), 'version');
  assert.equal(set(1, 3), 'variant');
  assert.equal(set(1, 0), 'facts');
  assert.equal(set(2, 8), 'flags');
  assert.equal(set(7, 120_001), 'validUntil');
  assert.equal(set(7, 120_000), 'ok');
  assert.equal(set(7, -120_001), 'validUntil');
  assert.equal(set(9, 32), 'ageOver');
  assert.equal(set(9, 31), 'ok');
  assert.equal(
    of((facts) => facts.push(1)),
    'facts',
  );
  assert.equal(
    fieldOf(() => parseFactsArray('x')),
    'facts',
  );
});

test('a name is shortened only where it must be', () => {
  const kept = { givenNames: 'g'.repeat(42), surname: 's'.repeat(42) };
  assert.deepEqual(shortenName(kept.givenNames, kept.surname), kept);
  assert.deepEqual(shortenName('Anna Maria', 's'.repeat(74)), {
    givenNames: 'Anna Maria',
    surname: 's'.repeat(74),
  });
  assert.deepEqual(shortenName('Anna Maria', 's'.repeat(75)), {
    givenNames: 'Anna M.',
    surname: 's'.repeat(75),
  });
  const cut = shortenName('g'.repeat(90), 's'.repeat(90));
  assert.deepEqual([cut.givenNames.length, cut.surname.length], [40, 40]);
  assert.ok(cut.givenNames.endsWith('…'));
  assert.equal(shortenSchoolName('s'.repeat(48)), 's'.repeat(48));
  assert.equal(shortenSchoolName('s'.repeat(49)), `${'s'.repeat(45)}…`);
});

async function reasonOf(at: number, change: object = {}, proofAt = at): Promise<string> {
  const text = await createCode(world, proofAt);
  const lasting = createTrust(world, {}, { expiresAt: paperEndAt * 2 });
  const input = { ...createInput(world, text, freshStatus), trustList: lasting, nowAt: at, ...change };
  return (await verifyMleg1(input, deps)).reason;
}

test('a proof counts for sixty seconds, and from fifteen seconds ahead', async () => {
  assert.equal(await reasonOf(nowAt + 60, {}, nowAt), 'ok');
  assert.equal(await reasonOf(nowAt + 61, {}, nowAt), 'stale');
  assert.equal(await reasonOf(nowAt - 15, {}, nowAt), 'ok');
  assert.equal(await reasonOf(nowAt - 16, {}, nowAt), 'clock');
});

test('a list counts for seven days and to its own end; a trust list to its end', async () => {
  const findStatus = (signedAt: number, expiresAt: number) => ({
    statusLists: { findStatus: () => ({ value: 0, signedAt, expiresAt }) },
  });
  const week = 7 * 86_400;
  assert.equal(await reasonOf(nowAt, findStatus(nowAt - week, nowAt + 1)), 'ok');
  assert.equal(await reasonOf(nowAt, findStatus(nowAt - week - 1, nowAt + 1)), 'lists_too_old');
  assert.equal(await reasonOf(nowAt, findStatus(nowAt, nowAt)), 'lists_too_old');
  const trust = (expiresAt: number) => ({ trustList: createTrust(world, {}, { expiresAt }) });
  assert.equal(await reasonOf(nowAt, trust(nowAt + 1)), 'ok');
  assert.equal(await reasonOf(nowAt, trust(nowAt)), 'lists_too_old');
});

test('a key of the trust list counts until its end', async () => {
  const { signers } = createTrust(world).operators[0] ?? { signers: [] };
  const until = (notAfterAt: number) => ({
    trustList: createTrust(world, { signers: signers.map((signer) => ({ ...signer, notAfterAt })) }),
  });
  assert.equal(await reasonOf(nowAt, until(nowAt + 1)), 'ok');
  assert.equal(await reasonOf(nowAt, until(nowAt)), 'untrusted_issuer');
});

test('a verifier whose clock is more than 300 seconds before a list that it holds has the wrong clock', async () => {
  const status = (signedAt: number) => ({
    statusLists: { findStatus: () => ({ value: 0, signedAt, expiresAt: nowAt + 86_400 }) },
  });
  assert.equal(await reasonOf(nowAt, status(nowAt + 300)), 'ok');
  assert.equal(await reasonOf(nowAt, status(nowAt + 301)), 'clock');
});
