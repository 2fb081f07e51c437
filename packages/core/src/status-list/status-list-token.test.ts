import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync, deflateSync } from 'node:zlib';
import { encodeBase64url } from '../encoding/base64url.ts';
import { concatBytes } from '../encoding/bytes.ts';
import { decodeCbor, encodeCbor } from '../encoding/cbor.ts';
import { decodeHex } from '../encoding/hex-fixture.ts';
import { createJwt, parseJwt } from '../encoding/jwt.ts';
import { readVector, vectorsOption } from '../encoding/vectors-fixture.ts';
import { createFixtureKey, verifyEs256 } from '../offline-qr/offline-fixture.ts';
import type { FindIssuerKey } from '../sd-jwt-vc/verify-sd-jwt-vc.ts';
import { inflateZlib } from './inflate.ts';
import { createStatusArray, readStatus, setStatus } from './status-array.ts';
import type { StatusListVerification, VerifyStatusListInput } from './status-list.ts';
import { isFresh, isNotOlder } from './status-list.ts';
import { createStatusListCwt, verifyStatusListCwt } from './status-list-cwt.ts';
import { createStatusListJwt, verifyStatusListJwt } from './status-list-jwt.ts';

const nowAt = 1_789_380_000;
const uri = 'http://localhost:8080/status/1';
const key = await createFixtureKey();
const evil = await createFixtureKey();
const statuses = createStatusArray(1024);
setStatus(statuses, 5, 1);
setStatus(statuses, 6, 2);
const content = { uri, issuedAt: nowAt - 5, expiresAt: nowAt + 600, ttlSeconds: 60, statuses };
const signer = { x5c: [Uint8Array.of(1, 2, 3)], kid: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), sign: key.sign };
const deflate = (data: Uint8Array): Uint8Array => deflateSync(data, { level: 6 });
const deps = { verifyEs256, inflate: inflateZlib };
const findKey: FindIssuerKey = ({ x5c }) =>
  x5c.length === 1 ? { ok: true, key: key.jwk } : { ok: false, reason: 'certificate' };

const jwt = await createStatusListJwt(content, signer, { deflate });
const cwt = await createStatusListCwt(content, signer, { deflate });

type Changes = Partial<Omit<VerifyStatusListInput<unknown>, 'token'>>;
const base = { uri, iss: 'http://localhost:8080', findKey, nowAt };

/** The outcome of the same list in both forms. */
async function checkBoth(
  changes: Changes,
  tokens: { jwt: string; cwt: Uint8Array } = { jwt, cwt },
): Promise<readonly StatusListVerification[]> {
  return [
    await verifyStatusListJwt({ ...base, ...changes, token: tokens.jwt }, deps),
    await verifyStatusListCwt({ ...base, ...changes, token: tokens.cwt }, deps),
  ];
}

async function assertBoth(
  reason: string,
  changes: Changes,
  tokens?: { jwt: string; cwt: Uint8Array },
): Promise<void> {
  const results = await checkBoth(changes, tokens);
  assert.deepEqual(
    results.map((result) => (result.ok ? 'ok' : result.reason)),
    [reason, reason],
  );
}

async function sign(lst: unknown, bits: unknown, extra: object = {}): Promise<string> {
  const header = { alg: 'ES256', typ: 'statuslist+jwt', x5c: ['AQID'] };
  const payload = { sub: uri, iat: nowAt, exp: nowAt + 10, status_list: { bits, lst }, ...extra };
  return await createJwt(header, payload, key.sign);
}

async function reasonOf(token: string): Promise<string> {
  const result = await verifyStatusListJwt({ ...base, token }, deps);
  return result.ok ? 'ok' : result.reason;
}

test('reads back in both forms what was signed (TSL-002, TSL-003, TSL-004)', async () => {
  for (const result of await checkBoth({})) {
    assert.ok(result.ok);
    const { list } = result;
    assert.deepEqual({ ...list, statuses: undefined }, { ...content, statuses: undefined });
    assert.deepEqual(
      [4, 5, 6, 1023, 1024].map((idx) => readStatus(list.statuses, idx)),
      ['valid', 'revoked', 'suspended', 'valid', 'unknown'],
    );
  }
  assert.deepEqual(parseJwt(jwt).header, {
    alg: 'ES256',
    typ: 'statuslist+jwt',
    kid: 'AQIDBAUGBwg',
    x5c: ['AQID'],
  });
});

test('writes a tagged COSE_Sign1 with the type in the protected header (TSL-004)', () => {
  assert.equal(cwt[0], 0xd2);
  const [header] = decodeCbor(cwt.subarray(1)) as [Uint8Array];
  const protectedHeader = decodeCbor(header) as Map<number, unknown>;
  assert.deepEqual(
    [...protectedHeader.keys()].sort((a, b) => a - b),
    [1, 4, 16, 33],
  );
  assert.equal(protectedHeader.get(16), 'application/statuslist+cwt');
});

test('refuses a list that says another address of itself (N-PRS-038)', async () => {
  await assertBoth('sub', { uri: 'http://localhost:8080/status/2' });
});

test('refuses a list of another type or algorithm (N-PRS-039)', async () => {
  for (const typ of ['JWT', 'statuslist+cwt', undefined]) {
    assert.equal(await reasonOf(await createJwt({ alg: 'ES256', typ }, {}, key.sign)), 'typ');
  }
  const typ = 'statuslist+jwt';
  assert.equal(await reasonOf(await createJwt({ alg: 'none', typ }, {}, key.sign)), 'alg');
  const [, , payload] = decodeCbor(cwt.subarray(1)) as [unknown, unknown, Uint8Array];
  for (const [header, reason] of [
    [[[1, -7]], 'typ'],
    [
      [
        [1, -7],
        [16, 'application/cwt'],
      ],
      'typ',
    ],
    [
      [
        [1, -35],
        [16, 'application/statuslist+cwt'],
      ],
      'alg',
    ],
  ] as const) {
    const bytes = encodeCbor(new Map<number, unknown>(header as Iterable<[number, unknown]>));
    const token = concatBytes(
      Uint8Array.of(0xd2),
      encodeCbor([bytes, new Map(), payload, new Uint8Array(64)]),
    );
    const result = await verifyStatusListCwt({ ...base, token }, deps);
    assert.equal(result.ok ? 'ok' : result.reason, reason);
  }
});

test('refuses a list at its end, and one from the future (N-PRS-040)', async () => {
  await assertBoth('ok', { nowAt: content.expiresAt - 1 });
  await assertBoth('expired', { nowAt: content.expiresAt });
  await assertBoth('not_yet_valid', { nowAt: content.issuedAt - 301 });
});

test('refuses a list by another key, and one whose signer nobody trusts (N-PRS-041)', async () => {
  await assertBoth('signature', { findKey: () => ({ ok: true, key: evil.jwk }) });
  await assertBoth('untrusted_issuer', { findKey: () => ({ ok: false, reason: 'untrusted_issuer' }) });
  const bare = { ...signer, x5c: [] };
  const tokens = {
    jwt: await createStatusListJwt(content, bare, { deflate }),
    cwt: await createStatusListCwt(content, bare, { deflate }),
  };
  await assertBoth('certificate', {}, tokens);
});

test('refuses what is not zlib, 3 bits, and a bomb within bounded memory (N-PRS-043, TSL-022)', async () => {
  const bytes = new Uint8Array(16);
  const good = encodeBase64url(deflateSync(bytes));
  assert.equal(await reasonOf(await sign(good, 2)), 'ok');
  assert.equal(await reasonOf(await sign(encodeBase64url(deflateRawSync(bytes)), 2)), 'lst');
  assert.equal(await reasonOf(await sign(encodeBase64url(bytes), 2)), 'lst');
  assert.equal(await reasonOf(await sign('', 2)), 'lst');
  assert.equal(await reasonOf(await sign(encodeBase64url(deflateSync(new Uint8Array())), 2)), 'lst');
  for (const bits of [3, 0, 16, 1.5])
    assert.equal(await reasonOf(await sign(good, bits)), 'lst', String(bits));
  const bomb = encodeBase64url(deflateSync(new Uint8Array(64 * 1_048_576), { level: 9 }));
  assert.equal(await reasonOf(await sign(bomb, 2)), 'lst');
});

test('refuses missing and wrong claims', async () => {
  const good = encodeBase64url(deflateSync(new Uint8Array(16)));
  for (const extra of [
    { sub: undefined },
    { iat: undefined },
    { exp: undefined },
    { exp: '1' },
    { ttl: 0 },
    { ttl: -1 },
    { status_list: undefined },
  ]) {
    assert.equal(await reasonOf(await sign(good, 2, extra)), 'malformed', JSON.stringify(extra));
  }
  assert.equal(await reasonOf(await sign(`${good}=`, 2)), 'malformed');
  assert.equal(await reasonOf(await sign(1, 2)), 'malformed');
  assert.equal(await reasonOf(await sign(good, '2')), 'malformed');
  assert.equal(await reasonOf('a.b.c'), 'malformed');
});

test('refuses CWTs of any other shape, and never throws', async () => {
  const parts = decodeCbor(cwt.subarray(1)) as unknown[];
  const tagged = (value: unknown): Uint8Array => concatBytes(Uint8Array.of(0xd2), encodeCbor(value));
  for (const token of [
    new Uint8Array(),
    cwt.subarray(1),
    concatBytes(Uint8Array.of(0xd8, 61), cwt),
    concatBytes(Uint8Array.of(0xd1), cwt.subarray(1)),
    tagged(parts.slice(0, 3)),
    tagged([...parts, 0]),
    tagged([...parts.slice(0, 3), new Uint8Array(63)]),
    tagged([parts[0], new Map([[1, -7]]), parts[2], parts[3]]),
    tagged(new Map()),
    concatBytes(cwt, Uint8Array.of(0)),
  ]) {
    const result = await verifyStatusListCwt({ ...base, token }, deps);
    assert.equal(result.ok ? 'ok' : result.reason, 'malformed');
  }
});

test('refuses a CWT with missing or wrong claims', async () => {
  const [header, unprotected, payload] = decodeCbor(cwt.subarray(1)) as [unknown, unknown, Uint8Array];
  const claims = decodeCbor(payload) as Map<unknown, unknown>;
  const list = claims.get(65_533) as Map<unknown, unknown>;
  const accept = { ...deps, verifyEs256: () => true };
  for (const [label, value] of [
    [2, 7],
    [6, 'x'],
    [4, -1],
    [65_534, 0],
    [65_534, '60'],
    [65_533, 1],
    [65_533, new Map([...list, ['bits', '2']])],
    [65_533, new Map([...list, ['lst', 'x']])],
  ] as const) {
    const changed = encodeCbor(new Map([...claims, [label, value]]));
    const parts = [header, unprotected, changed, new Uint8Array(64)];
    const token = concatBytes(Uint8Array.of(0xd2), encodeCbor(parts));
    const result = await verifyStatusListCwt({ ...base, token }, accept);
    assert.equal(result.ok ? 'ok' : result.reason, 'malformed', String(label));
  }
});

test('lets through what a dependency throws', async () => {
  const broken = () => {
    throw new TypeError('no key store');
  };
  await assert.rejects(checkBoth({ findKey: broken }), TypeError);
  await assert.rejects(verifyStatusListCwt({ ...base, findKey: broken, token: cwt }, deps), TypeError);
});

test('never goes back to an older list, also after a restore (rules.md K5)', async () => {
  await assertBoth('ok', { heldIssuedAt: content.issuedAt });
  await assertBoth('older', { heldIssuedAt: content.issuedAt + 1 });
  assert.ok(isNotOlder(undefined, 0));
  assert.ok(!isNotOlder(2, 1));
});

test('asks again when ttl has passed or the list ends, whatever a cache says (TSL-011, TSL-016)', async () => {
  const [result] = await checkBoth({});
  assert.ok(result?.ok);
  const { list } = result;
  assert.ok(isFresh(list, nowAt, nowAt + 59));
  assert.ok(!isFresh(list, nowAt, nowAt + 60));
  assert.ok(!isFresh({ ...list, ttlSeconds: 10_000 }, nowAt, content.expiresAt));
  assert.ok(isFresh({ ...list, ttlSeconds: undefined }, nowAt, content.expiresAt - 1));
});

test(
  'reads the specification’s own list in its CWT and JWT form up to the signature',
  vectorsOption,
  async () => {
    const seen: unknown[] = [];
    const accept = { verifyEs256: () => true, inflate: inflateZlib };
    const input = {
      uri: 'https://example.com/statuslists/1',
      iss: 'https://example.com',
      findKey: ((claim) => {
        seen.push(claim.kid);
        return { ok: true, key: key.jwk };
      }) satisfies FindIssuerKey,
      nowAt: 1_700_000_000,
    };
    const token = decodeHex(readVector('status-list/status_list_cwt.md').replace(/\s/g, ''));
    const fromCwt = await verifyStatusListCwt({ ...input, token }, accept);
    const text = readVector('status-list/status_list_jwt_raw.md').replace(/\s/g, '');
    const fromJwt = await verifyStatusListJwt({ ...input, token: text }, accept);
    for (const result of [fromCwt, fromJwt]) {
      assert.ok(result.ok, result.ok ? '' : result.reason);
      assert.deepEqual(result.list.statuses.bytes, Uint8Array.of(0xb9, 0xa3));
      assert.equal(result.list.expiresAt, 2_291_720_170);
    }
    assert.deepEqual(seen, ['MTI', '12']);
  },
);
