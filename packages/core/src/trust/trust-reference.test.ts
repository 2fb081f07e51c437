import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTestKey, sha256 } from '../openid4vci/crypto-fixture.ts';
import { createTrustLink, fingerprintOf, parseTrustReference } from './trust-reference.ts';

const strict = { allowInsecureLocalhost: false };
const key = newTestKey().jwk;
const reference = { trustList: 'https://szkola.example/trust/list', key };
const link = createTrustLink('https://portfel.example', reference);
const file = JSON.stringify({ trustList: reference.trustList, anchor: key, operators: [] });

test('a trust list is named by a link and by the file that the operator’s command prints', () => {
  for (const text of [link, ` ${link}\n`, file, `\n${file}`])
    assert.deepEqual(parseTrustReference(text, strict), reference);
});

test('a reference without a key, with two, with a key that is none, or over http is refused', () => {
  const bad = [
    '',
    'https://portfel.example/trust#trust_list=https%3A%2F%2Fszkola.example%2Ftrust%2Flist',
    `${link}&key=${key.x}.${key.y}`,
    `${link}&trust_list=https%3A%2F%2Fevil.example`,
    link.replace(`.${key.y}`, ''),
    link.replace('https%3A', 'http%3A'),
    link.replace('https%3A', 'javascript%3A'),
    JSON.stringify({ trustList: reference.trustList }),
    JSON.stringify({ trustList: reference.trustList, anchor: { ...key, d: 'secret' } }),
    '{"trustList"',
  ];
  for (const text of bad) assert.throws(() => parseTrustReference(text, strict), { type: 'malformed' }, text);
  const local = createTrustLink('http://localhost:8081', {
    ...reference,
    trustList: 'http://localhost:8080/trust/list',
  });
  assert.throws(() => parseTrustReference(local, strict), { type: 'malformed' });
  assert.equal(
    parseTrustReference(local, { allowInsecureLocalhost: true }).trustList,
    'http://localhost:8080/trust/list',
  );
});

test('a fingerprint is sixteen groups of four, and another key has another', () => {
  const shown = fingerprintOf(key, { sha256 });
  assert.match(shown, /^([0-9A-F]{4} ){15}[0-9A-F]{4}$/);
  assert.notEqual(fingerprintOf(newTestKey().jwk, { sha256 }), shown);
});
