import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CodeKind } from './code-kind.ts';
import { readCodeKind } from './code-kind.ts';

const cases: readonly (readonly [CodeKind, readonly string[]])[] = [
  [
    'school_id',
    ['MLEG1:AB', ' MLEG1:', 'https://v.example/s#goRDoQEmAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
  ],
  [
    'offer',
    [
      'openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fa',
      'haip-vci://?credential_offer={}',
      'https://wallet.example/add#credential_offer_uri=https%3A%2F%2Fa',
    ],
  ],
  [
    'request',
    ['openid4vp://?client_id=a', 'haip-vp://?x', 'https://w.example/present#client_id=a', 'mdoc:owBjMS4w'],
  ],
  ['wifi', ['WIFI:T:WPA;S:szkola;P:haslo;;', 'wifi:S:a;;']],
  ['health', ['HC1:6BFOXN%TS3DH0YOJ58S S-W5HDC', 'HC2:X']],
  ['contact', ['BEGIN:VCARD\nVERSION:3.0', 'MECARD:N:A;;', 'tel:+48123', 'mailto:a@b.pl']],
  [
    'link',
    [
      'https://example.com',
      'http://a.example/s#section',
      'https://a.example/s#go',
      'HTTPS://X.PL/A',
      'www.szkola.pl',
    ],
  ],
  ['typed_code', ['12 34 56 78', '12345678', '402816', 'ABCD-EFGH-JKMN', 'abcdefghjkmn']],
  ['empty', ['', '   ', '\u0000\u0001\u0002', '\uFFFD\uFFFD', '\n']],
  ['other', ['MLEG', 'MLEG2:AB', 'mleg1:AB', 'Zażółć gęślą jaźń', '{"a":1}', `A${'9'.repeat(3000)}`]],
];

test('each kind of foreign code is told from a school ID, so that a person hears what was scanned', () => {
  for (const [kind, texts] of cases)
    for (const text of texts) assert.equal(readCodeKind(text), kind, text.slice(0, 60));
});

test('no text, however strange or long, breaks the telling apart or makes it slow', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => void readCodeKind(text)));
  const startedAt = performance.now();
  for (const text of [
    '1 '.repeat(50_000),
    'https://'.repeat(20_000),
    ' '.repeat(100_000),
    '-'.repeat(100_000),
  ])
    readCodeKind(text);
  assert.ok(performance.now() - startedAt < 200);
});
