import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBase64, decodeBase64url, encodeBase64, encodeBase64url } from './base64url.ts';
import { decodePlain, encodePlain } from './plain-base64url.ts';

const isMalformed = { type: 'malformed' };

test('writes and reads base64url as node does, with and without native help', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const expected = Buffer.from(bytes).toString('base64url');
      assert.equal(encodeBase64url(bytes), expected);
      assert.equal(encodePlain(bytes), expected);
      assert.deepEqual(Array.from(decodeBase64url(expected)), Array.from(bytes));
      assert.deepEqual(decodePlain(expected), bytes);
      assert.equal(encodeBase64(bytes), Buffer.from(bytes).toString('base64'));
      assert.deepEqual(Array.from(decodeBase64(encodeBase64(bytes))), Array.from(bytes));
    }),
  );
});

test('refuses padding, white space, the other alphabet, a lone character and what is no ASCII', () => {
  for (const text of [
    'YQ==',
    'YWI=',
    'YWJj\n',
    ' YWJj',
    'YW Jj',
    'ab+/',
    'A',
    'YWJjZ',
    'żółw',
    'YWJ\u0000',
    'YQ\n=',
  ]) {
    assert.throws(() => decodeBase64url(text), isMalformed, JSON.stringify(text));
  }
});

test('refuses unused bits that are not zero, so that one value has one spelling (RFC 4648 3.5)', () => {
  assert.deepEqual(Array.from(decodeBase64url('YQ')), [97]);
  for (const text of ['YR', 'YX', 'YWJ', 'YWL', 'YWJjYR']) {
    assert.throws(() => decodeBase64url(text), isMalformed, text);
  }
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ABgw_-9zQ'), maxLength: 12 }), (text) => {
      try {
        assert.equal(encodeBase64url(decodeBase64url(text)), text);
      } catch (error) {
        assert.equal((error as { type?: string }).type, 'malformed');
        assert.notEqual(Buffer.from(text, 'base64url').toString('base64url'), text);
      }
    }),
  );
});

test('refuses base64 without its padding or with characters of base64url', () => {
  for (const text of ['YQ', 'YQ=', 'Y===', '____', 'YQ==YQ==', 'YR==', '=YQ=']) {
    assert.throws(() => decodeBase64(text), isMalformed, text);
  }
});
