import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeUtf8 } from './bytes.ts';
import { parseStrictJson, parseStrictJsonObject } from './strict-json.ts';

const isMalformed = { type: 'malformed' };

test('reads what the standard writer writes', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const text = JSON.stringify(value);
      if (text.includes('"__proto__"')) return;
      assert.deepEqual(parseStrictJson(text), JSON.parse(text));
      assert.deepEqual(parseStrictJson(encodeUtf8(text)), JSON.parse(text));
    }),
  );
});

test('refuses the same member twice at any depth, also where one is escaped', () => {
  for (const text of [
    '{"a":1,"a":2}',
    '{"a":1,"a":1}',
    '{"a":{"b":1,"b":2}}',
    '[{"x":[{"b":1,"b":2}]}]',
    '{"a":1,"\\u0061":2}',
    '{"alg":"ES256","x":"\\"alg\\":","alg":"none"}',
    '{"a:":1,"a:":2}',
  ]) {
    assert.throws(() => parseStrictJson(text), { type: 'malformed', details: { field: 'duplicate' } }, text);
  }
});

test('is not misled by quotes, colons, brackets and backslashes inside texts', () => {
  for (const value of [
    { 'a":': ':"{[' },
    { '\\': '\\\\' },
    { '"': '\\"' },
    { a: '}]', b: ['{"a":1,"a":1}'] },
  ]) {
    assert.deepEqual(parseStrictJson(JSON.stringify(value)), value);
  }
});

test('refuses a member that would become the prototype of a copy', () => {
  assert.throws(() => parseStrictJson('{"__proto__":{"admin":true}}'), isMalformed);
});

test('refuses deep nesting before it parses, long input, and numbers beyond a double', () => {
  assert.throws(() => parseStrictJson('['.repeat(100_000)), isMalformed);
  assert.throws(() => parseStrictJson('[[1]]', { lengthMax: 100, depthMax: 1 }), isMalformed);
  assert.deepEqual(parseStrictJson('[[1]]', { lengthMax: 100, depthMax: 2 }), [[1]]);
  assert.throws(() => parseStrictJson('[1]', { lengthMax: 2, depthMax: 2 }), isMalformed);
  assert.throws(() => parseStrictJson('1e999'), isMalformed);
});

test('refuses what is no JSON, no UTF-8, or no object where one is wanted', () => {
  for (const text of ['', '{', '{a:1}', '{"a":1,}', 'NaN', "{'a':1}", '\ufeff{}', '{"a":"x', '"\\"']) {
    assert.throws(() => parseStrictJson(text), isMalformed, text);
  }
  assert.throws(() => parseStrictJson(Uint8Array.of(0x22, 0xff, 0x22)), isMalformed);
  for (const text of ['[]', 'null', '"a"', '1'])
    assert.throws(() => parseStrictJsonObject(text), isMalformed);
});
