import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { decodeBase64url } from '../encoding/base64url.ts';
import { decodeForeignCbor } from '../encoding/cbor.ts';
import { decodeHex } from '../encoding/hex-fixture.ts';
import { readVector, vectorsOption } from '../encoding/vectors-fixture.ts';
import { inflateZlib } from './inflate.ts';
import type { StatusArray, StatusBits } from './status-array.ts';
import {
  countEntries,
  createStatusArray,
  getStatus,
  keepRevoked,
  readStatus,
  setStatus,
} from './status-array.ts';

type Vector = {
  readonly bits: StatusBits;
  readonly entries: number;
  readonly statuses: readonly (readonly [number, number])[];
  readonly lst: string;
  readonly cbor_hex: string;
};

test('packs the example of Token Status List 4.1, lowest bits first', () => {
  const list = createStatusArray(16, 1);
  for (const idx of [0, 3, 4, 5, 7, 8, 9, 13, 15]) setStatus(list, idx, 1);
  assert.deepEqual(list.bytes, Uint8Array.of(0xb9, 0xa3));
  const two = createStatusArray(16, 2);
  for (const [idx, value] of [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3].entries()) setStatus(two, idx, value);
  assert.deepEqual(two.bytes, Uint8Array.of(0xc9, 0x44, 0xf9, 0));
});

test('reads every entry of the specification’s vectors of 1, 2, 4 and 8 bits', vectorsOption, () => {
  const vectors: readonly Vector[] = JSON.parse(readVector('status-list/status-list-vectors.json'));
  assert.deepEqual(vectors.map(({ bits }) => bits).sort(), [1, 2, 4, 8]);
  for (const { bits, entries, statuses, lst, cbor_hex: cborHex } of vectors) {
    const compressed = decodeBase64url(lst);
    const bytes = inflateZlib(compressed, 4_194_304);
    assert.deepEqual(Buffer.from(bytes), inflateSync(compressed));
    const list: StatusArray = { bits, bytes };
    assert.ok(countEntries(list) >= entries);
    const ours = createStatusArray(entries, bits);
    for (const [idx, value] of statuses) {
      assert.equal(getStatus(list, idx), value);
      setStatus(ours, idx, value);
    }
    assert.deepEqual(ours.bytes, bytes.subarray(0, ours.bytes.length));
    const cbor = decodeForeignCbor(decodeHex(cborHex)) as Map<string, unknown>;
    assert.equal(cbor.get('bits'), bits);
    assert.deepEqual(Buffer.from(cbor.get('lst') as Uint8Array), Buffer.from(compressed));
  }
});

test('keeps every entry apart from its neighbours', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<StatusBits>(1, 2, 4, 8),
      fc.array(fc.tuple(fc.nat(79), fc.nat(255)), { maxLength: 60 }),
      (bits, writes) => {
        const list = createStatusArray(80, bits);
        const expected = new Array<number>(80).fill(0);
        for (const [idx, value] of writes) {
          expected[idx] = value % 2 ** bits;
          setStatus(list, idx, value % 2 ** bits);
        }
        assert.deepEqual(
          expected.map((_, idx) => getStatus(list, idx)),
          expected,
        );
      },
    ),
  );
});

test('says valid, revoked and suspended, and unknown of any other value (N-PRS-036, N-PRS-037)', () => {
  const list = createStatusArray(8);
  for (const [idx, value] of [0, 1, 2, 3].entries()) setStatus(list, idx, value);
  assert.deepEqual(
    [0, 1, 2, 3].map((idx) => readStatus(list, idx)),
    ['valid', 'revoked', 'suspended', 'unknown'],
  );
});

test('never says valid of an index out of range, negative or broken (N-PRS-042, TSL-015)', () => {
  const list = createStatusArray(8);
  assert.equal(readStatus(list, 7), 'valid');
  for (const idx of [8, 99_999, -1, 1.5, Number.NaN, 2 ** 53, Infinity]) {
    assert.equal(readStatus(list, idx), 'unknown', String(idx));
    assert.throws(() => setStatus(list, idx, 1), { type: 'invalid_input' });
  }
});

test('refuses a value that does not fit and a list without entries', () => {
  const list = createStatusArray(8);
  for (const value of [4, -1, 0.5]) assert.throws(() => setStatus(list, 0, value), { type: 'invalid_input' });
  for (const count of [0, -8, 7, 1.5])
    assert.throws(() => createStatusArray(count), { type: 'invalid_input' });
});

test('what was revoked stays revoked in a newer list, a suspension does not (rules.md K5)', () => {
  for (const bits of [1, 2, 4, 8] as const) {
    const held = createStatusArray(64, bits);
    const next = createStatusArray(64, 2);
    setStatus(held, 3, 1);
    setStatus(held, 63, 1);
    if (bits > 1) setStatus(held, 4, 2);
    setStatus(next, 5, 1);
    setStatus(next, 63, 1);
    const kept = keepRevoked(held, next);
    const revoked = Array.from({ length: 64 }, (_, idx) => idx).filter((idx) => getStatus(kept, idx) !== 0);
    assert.deepEqual(revoked, [3, 5, 63], `${bits} bits`);
    assert.equal(getStatus(next, 3), 0, 'the list itself is not written to');
  }
  const same = createStatusArray(64);
  setStatus(same, 7, 1);
  assert.equal(keepRevoked(same, same), same);
  assert.equal(countEntries(keepRevoked(createStatusArray(128), same)), 64);
});
