import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeCbor, decodeForeignCbor, encodeCbor } from './cbor.ts';
import { encodeHex } from './hex.ts';
import { decodeHex } from './hex-fixture.ts';

const isMalformed = { type: 'malformed' };

test('sorts map keys by their encoding, byte by byte (RFC 8949 4.2.1)', () => {
  const map = new Map<unknown, unknown>([
    ['aa', 1],
    ['z', 2],
    [-1, 3],
    [100, 4],
    [10, 5],
  ]);
  assert.equal(encodeHex(encodeCbor(map)), 'a50a051864042003617a0262616101');
  assert.deepEqual(decodeCbor(encodeCbor(map)), new Map([...map].reverse()));
});

test('refuses what is valid CBOR but not the one deterministic spelling', () => {
  const cases = {
    'a longer integer': '1800',
    'a longer length': '5801aa',
    'unsorted keys': 'a202000100',
    'the same key twice': 'a201000100',
    'an indefinite array': '9f01ff',
    'a whole number as a float': 'f93c00',
    'trailing bytes': '0000',
    'a tag': 'c100',
    undefined: 'f7',
    'not a number': 'f97e00',
    'a missing end': '4201',
    nothing: '',
  };
  for (const [name, hex] of Object.entries(cases)) {
    assert.throws(() => decodeCbor(decodeHex(hex)), isMalformed, name);
  }
});

test('reads documents of others in any spelling, but no key twice', () => {
  assert.deepEqual(
    decodeForeignCbor(decodeHex('a2020018010 0'.replace(' ', ''))),
    new Map([
      [2, 0],
      [1, 0],
    ]),
  );
  assert.throws(() => decodeForeignCbor(decodeHex('a201000100')), isMalformed);
});

test('answers any bytes with a value or malformed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      try {
        assert.deepEqual(encodeCbor(decodeCbor(bytes)), bytes);
      } catch (error) {
        assert.equal((error as { type?: string }).type, 'malformed');
      }
    }),
    { numRuns: 500 },
  );
});

test('a map whose keys cannot be sorted is malformed, not an accident', () => {
  assert.throws(() => decodeCbor(Uint8Array.from([0xa2, 0x80, 0x00, 0x81, 0x00, 0x00])), {
    type: 'malformed',
  });
});
