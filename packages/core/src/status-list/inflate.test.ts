import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constants, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { inflateZlib } from './inflate.ts';

const mebibyte = 1_048_576;

/** Bytes like a status list: mostly zero, some runs, some noise. */
const listLike = fc
  .array(fc.tuple(fc.constantFrom(0, 0, 0, 1, 4, 85, 255), fc.nat(3000)), { maxLength: 30 })
  .map((runs) => Uint8Array.from(runs.flatMap(([value, length]) => new Array<number>(length).fill(value))));

test('decompresses what zlib compresses, at every level and strategy', () => {
  fc.assert(
    fc.property(
      fc.oneof(listLike, fc.uint8Array({ maxLength: 3000 })),
      fc.integer({ min: 0, max: 9 }),
      fc.constantFrom(
        constants.Z_DEFAULT_STRATEGY,
        constants.Z_FIXED,
        constants.Z_HUFFMAN_ONLY,
        constants.Z_RLE,
      ),
      (bytes, level, strategy) => {
        const compressed = deflateSync(bytes, { level, strategy });
        assert.deepEqual(inflateZlib(compressed, mebibyte), bytes);
      },
    ),
  );
});

test('decompresses a list of a million entries', () => {
  const bytes = new Uint8Array(262_144);
  for (let at = 0; at < bytes.length; at += 37) bytes[at] = at & 255;
  assert.deepEqual(inflateZlib(deflateSync(bytes), mebibyte), bytes);
});

test('stops at the bound: a bomb of 100 MB never becomes more than a byte too much (N-PRS-043)', () => {
  const bomb = deflateSync(new Uint8Array(100 * mebibyte), { level: 9 });
  assert.throws(() => inflateZlib(bomb, mebibyte), { type: 'malformed', details: { field: 'length' } });
  const bytes = new Uint8Array(1000);
  assert.equal(inflateZlib(deflateSync(bytes), 1000).length, 1000);
  assert.throws(() => inflateZlib(deflateSync(bytes), 999), { type: 'malformed' });
  assert.throws(() => inflateZlib(deflateSync(bytes, { level: 0 }), 999), { type: 'malformed' });
});

test('refuses every cut, every addition, and gives no other bytes for a changed bit (N-PRS-043)', () => {
  const bytes = Uint8Array.from({ length: 400 }, (_, at) => (at % 50 === 0 ? at & 255 : 0));
  const good = new Uint8Array(deflateSync(bytes));
  for (let length = 0; length < good.length; length += 1) {
    assert.throws(() => inflateZlib(good.subarray(0, length), 1000), { type: 'malformed' });
  }
  assert.throws(() => inflateZlib(Uint8Array.from([...good, 0]), 1000), { type: 'malformed' });
  for (let bit = 0; bit < good.length * 8; bit += 1) {
    const changed = Uint8Array.from(good);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    // The level in the head, the padding before the checksum, the distance within a run of zeros: still the same bytes.
    try {
      assert.deepEqual(inflateZlib(changed, 1000), bytes);
    } catch (error) {
      assert.equal((error as { type?: string }).type, 'malformed', String(error));
    }
  }
});

test('answers any bytes with bytes or malformed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (noise) => {
      try {
        inflateZlib(Uint8Array.from([0x78, 0x9c, ...noise]), 10_000);
      } catch (error) {
        assert.equal((error as { type?: string }).type, 'malformed');
      }
    }),
    { numRuns: 1000 },
  );
});
