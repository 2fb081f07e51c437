import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concatBytes, decodeUtf8, encodeUtf8, isEqualBytes } from './bytes.ts';
import { encodeHex } from './hex.ts';
import { decodeHex } from './hex-fixture.ts';

test('reads back any text and refuses wrong UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(decodeUtf8(encodeUtf8(text)), text);
    }),
  );
  for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xc5]]) {
    assert.throws(() => decodeUtf8(Uint8Array.from(bytes)), { type: 'malformed' });
  }
});

test('keeps a byte order mark instead of losing it silently', () => {
  assert.equal(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41)), '\ufeffA');
});

test('puts parts together in order', () => {
  assert.deepEqual(
    concatBytes(Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 3)),
    Uint8Array.of(1, 2, 3),
  );
});

test('finds bytes equal only when every byte and the length are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ maxLength: 20 }), (a, b) => {
      assert.equal(isEqualBytes(a, b), Buffer.compare(a, b) === 0);
      assert.ok(isEqualBytes(a, a.slice()));
    }),
  );
});

test('reads back hexadecimal and refuses half bytes and other characters', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      assert.equal(encodeHex(bytes), Buffer.from(bytes).toString('hex'));
      assert.deepEqual(decodeHex(encodeHex(bytes).toUpperCase()), bytes);
    }),
  );
  for (const text of ['a', '0g', '0x', ' 00', '0 '])
    assert.throws(() => decodeHex(text), { type: 'malformed' });
});
