import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBase45, encodeBase45 } from './base45.ts';
import { encodeUtf8 } from './bytes.ts';

const isMalformed = { type: 'malformed' };

test('writes and reads the examples of RFC 9285 4.3 and 4.4', () => {
  for (const [text, encoded] of [
    ['AB', 'BB8'],
    ['Hello!!', '%69 VD92EX0'],
    ['base-45', 'UJCLQE7W581'],
    ['ietf!', 'QED8WEX0'],
    ['', ''],
  ] as const) {
    assert.equal(encodeBase45(encodeUtf8(text)), encoded);
    assert.deepEqual(decodeBase45(encoded), encodeUtf8(text));
  }
});

test('reads back any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.deepEqual(decodeBase45(encodeBase45(bytes)), bytes);
    }),
  );
});

test('refuses a lone character, small letters, foreign characters and groups beyond their bytes', () => {
  for (const text of ['A', 'BB8A', 'bb8', 'BB_', 'GGW', ':::', '::', 'Ą00', 'BB8\n00']) {
    assert.throws(() => decodeBase45(text), isMalformed, text);
  }
  assert.deepEqual(decodeBase45('FGW'), Uint8Array.of(0xff, 0xff));
  assert.deepEqual(decodeBase45('U5'), Uint8Array.of(0xff));
  assert.throws(() => decodeBase45('V5'), isMalformed);
});
