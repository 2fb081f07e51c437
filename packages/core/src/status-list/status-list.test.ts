import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { decodeForeignCbor } from '../encoding/cbor.ts';
import { createFixtureKey, verifyEs256 } from '../offline-qr/offline-fixture.ts';
import type { FindIssuerKey } from '../sd-jwt-vc/verify-sd-jwt-vc.ts';
import { inflateZlib } from './inflate.ts';
import { createStatusArray, getStatus, hasEntry, keepRevoked, setStatus } from './status-array.ts';
import {
  checkFacts,
  isFresh,
  isNotOlder,
  replaceStatusList,
  statusBytesMax,
  type VerifiedStatusList,
} from './status-list.ts';
import { createStatusListCwt, verifyStatusListCwt } from './status-list-cwt.ts';

const uri = 'http://localhost:8080/status/1';
const nowAt = 1_789_380_000;

function list(change: Partial<VerifiedStatusList> & { entries?: number; revoked?: number } = {}) {
  const { entries = 64, revoked, ...rest } = change;
  const statuses = createStatusArray(entries);
  if (revoked !== undefined) setStatus(statuses, revoked, 1);
  return { uri, issuedAt: nowAt, expiresAt: nowAt + 600, ttlSeconds: 60, statuses, ...rest };
}

test('the first list is taken as it is', () => {
  const first = list();
  assert.equal(replaceStatusList(undefined, first), first);
});

test('a list takes the place of one of the same moment or before, and of the same length or shorter (rules.md K5)', () => {
  const held = list({ revoked: 7 });
  assert.equal(replaceStatusList(held, list({ issuedAt: nowAt - 1 })), undefined);
  assert.ok(replaceStatusList(held, list({ issuedAt: nowAt })));
  assert.equal(replaceStatusList(held, list({ entries: 56 })), undefined);
  const longer = replaceStatusList(held, list({ issuedAt: nowAt + 1, entries: 72 }));
  assert.ok(longer);
  assert.deepEqual(
    [7, 6, 71].map((idx) => getStatus(longer.statuses, idx)),
    [1, 0, 0],
  );
  assert.deepEqual([longer.issuedAt, longer.uri], [nowAt + 1, uri]);
});

test('not older is: nothing held, the same moment, a later one', () => {
  assert.deepEqual(
    [isNotOlder(undefined, 0), isNotOlder(5, 4), isNotOlder(5, 5), isNotOlder(5, 6)],
    [true, false, true, true],
  );
});

test('a copy is fresh until its ttl and before its end; without a ttl its end counts alone (8.3)', () => {
  const at = (resolvedAt: number, now: number, change = {}) => isFresh(list(change), resolvedAt, now);
  assert.equal(at(nowAt, nowAt + 59), true);
  assert.equal(at(nowAt, nowAt + 60), false);
  assert.equal(at(nowAt + 599, nowAt + 599), true);
  assert.equal(at(nowAt + 599, nowAt + 600), false);
  assert.equal(at(nowAt, nowAt + 599, { ttlSeconds: undefined }), true);
  assert.equal(at(nowAt, nowAt + 600, { ttlSeconds: undefined }), false);
});

const facts = {
  sub: uri,
  issuedAt: nowAt,
  expiresAt: nowAt + 10,
  ttlSeconds: 60,
  bits: 2,
  lst: new Uint8Array(1),
};
async function reasonOf(
  change: Partial<typeof facts>,
  input: { nowAt?: number; heldIssuedAt?: number } = {},
  length = 16,
): Promise<string> {
  const asked = {
    token: '',
    uri,
    iss: '',
    findKey: () => ({ ok: false, reason: 'certificate' }) as const,
    nowAt,
  };
  const result = await checkFacts(
    { ...facts, ...change },
    { ...asked, ...input },
    () => new Uint8Array(length),
  );
  return result.ok ? 'ok' : result.reason;
}

test('a list counts up to the second before its end, and may be signed 300 seconds ahead', async () => {
  assert.equal(await reasonOf({}), 'ok');
  assert.equal(await reasonOf({}, { nowAt: nowAt + 9 }), 'ok');
  assert.equal(await reasonOf({}, { nowAt: nowAt + 10 }), 'expired');
  assert.equal(await reasonOf({}, { nowAt: nowAt - 300 }), 'ok');
  assert.equal(await reasonOf({}, { nowAt: nowAt - 301 }), 'not_yet_valid');
  assert.equal(await reasonOf({}, { heldIssuedAt: nowAt }), 'ok');
  assert.equal(await reasonOf({}, { heldIssuedAt: nowAt + 1 }), 'older');
  assert.equal(await reasonOf({ sub: `${uri}0` }), 'sub');
});

test('entries have 1, 2, 4 or 8 bits, and there is at least one and at most four million bytes of them', async () => {
  for (const bits of [1, 2, 4, 8]) assert.equal(await reasonOf({ bits }), 'ok', String(bits));
  for (const bits of [0, 3, 5, 6, 7, 16]) assert.equal(await reasonOf({ bits }), 'lst', String(bits));
  assert.equal(await reasonOf({}, {}, 0), 'lst');
  assert.equal(await reasonOf({}, {}, 1), 'ok');
  assert.equal(await reasonOf({}, {}, statusBytesMax), 'ok');
  assert.equal(await reasonOf({}, {}, statusBytesMax + 1), 'lst');
});

test('what cannot be unpacked is no list', async () => {
  const asked = {
    token: '',
    uri,
    iss: '',
    findKey: () => ({ ok: false, reason: 'certificate' }) as const,
    nowAt,
  };
  const result = await checkFacts(facts, asked, () => {
    throw new RangeError('too long');
  });
  assert.deepEqual(result, { ok: false, reason: 'lst' });
});

test('an array has its entries and no other; a value must fit', () => {
  const statuses = createStatusArray(8);
  assert.deepEqual(
    [-1, 0, 7, 8, 1.5, Number.NaN].map((idx) => hasEntry(statuses, idx)),
    [false, true, true, false, false, false],
  );
  setStatus(statuses, 7, 3);
  assert.equal(getStatus(statuses, 7), 3);
  setStatus(statuses, 7, 0);
  assert.deepEqual([...statuses.bytes], [0, 0]);
  for (const [idx, value] of [
    [8, 0],
    [0, 4],
    [0, -1],
    [0, 0.5],
  ] as const)
    assert.throws(() => setStatus(statuses, idx, value), { type: 'invalid_input' });
  for (const count of [0, -8, 4, 8.5, Number.POSITIVE_INFINITY])
    assert.throws(() => createStatusArray(count), { type: 'invalid_input' });
  assert.equal(createStatusArray(8, 8).bytes.length, 8);
});

test('what was revoked stays so at the first entry and at the last, whatever it says now', () => {
  for (const idx of [0, 63]) {
    const held = list({ revoked: idx }).statuses;
    const next = createStatusArray(64);
    setStatus(next, idx, 2);
    assert.equal(getStatus(keepRevoked(held, next), idx), 1);
    assert.equal(getStatus(next, idx), 2, 'the newer list itself is not written to');
  }
  const suspended = createStatusArray(64);
  setStatus(suspended, 5, 2);
  const next = createStatusArray(64);
  assert.equal(keepRevoked(suspended, next), next, 'a suspension may end');
});

test('a list names its certificate as bytes, several as a list (RFC 9360 2), and tells the same of both', async () => {
  const key = await createFixtureKey();
  const one = Uint8Array.of(1, 2, 3);
  for (const x5c of [[one], [one, Uint8Array.of(4)]]) {
    const signer = { x5c, kid: new Uint8Array(8), sign: key.sign };
    const token = await createStatusListCwt(list(), signer, { deflate: (data) => deflateSync(data) });
    const [header] = decodeForeignCbor(token.subarray(1)) as [Uint8Array];
    const named = (decodeForeignCbor(header) as Map<number, unknown>).get(33);
    assert.deepEqual(named, x5c.length === 1 ? one : x5c);
    let seen: readonly Uint8Array[] = [];
    const findKey: FindIssuerKey = (asked) => {
      seen = asked.x5c;
      return { ok: true, key: key.jwk };
    };
    const input = { token, uri, iss: '', findKey, nowAt };
    assert.ok((await verifyStatusListCwt(input, { verifyEs256, inflate: inflateZlib })).ok);
    assert.deepEqual(seen, x5c);
  }
});
