import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '@noble/hashes/sha2.js';
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { createFixtureKey, verifyEs256 } from '../offline-qr/offline-fixture.ts';
import { encodeBase64url } from './base64url.ts';
import { encodeUtf8 } from './bytes.ts';
import { jwkThumbprint, kidBytesOf, kidOf, parseP256Jwk } from './jwk.ts';
import { createJwt, encodeJwtPart, parseJwt, parseX5c } from './jwt.ts';

const isMalformed = { type: 'malformed' };
const key = await createFixtureKey();
const header = { alg: 'ES256', typ: 'x+jwt' };
const token = await createJwt(header, { a: 1 }, key.sign);
const part = (value: string): string => encodeBase64url(encodeUtf8(value));
const signature = encodeBase64url(new Uint8Array(64));

test('signs what jose verifies, and reads it back', async () => {
  const verified = await compactVerify(token, await importJWK(key.jwk, 'ES256'));
  assert.deepEqual(verified.protectedHeader, header);
  const parsed = parseJwt(token);
  assert.deepEqual(parsed.header, header);
  assert.deepEqual(parsed.payload, { a: 1 });
  assert.ok(await verifyEs256(key.jwk, parsed.signedBytes, parsed.signature));
});

test('takes a header that was encoded before', async () => {
  const [head] = (await createJwt(encodeJwtPart(header), {}, key.sign)).split('.');
  assert.equal(head, token.split('.')[0]);
});

test('refuses other than three parts, padding, and what is no object', () => {
  const [head = '', body = '', tail = ''] = token.split('.');
  const [array, text] = [part('[]'), part('"a"')];
  for (const bad of [
    '',
    '..',
    head,
    `${head}.${body}`,
    `${token}.`,
    `${token}.${tail}`,
    `.${body}.${tail}`,
    `${head}=.${body}.${tail}`,
    `${head}.${body}.${tail}=`,
    `${array}.${body}.${tail}`,
    `${head}.${text}.${tail}`,
    ` ${token}`,
  ]) {
    assert.throws(() => parseJwt(bad), isMalformed, bad);
  }
});

test('refuses duplicate members, critical extensions, a detached payload and a header without alg', () => {
  const body = part('{}');
  for (const head of [
    '{"alg":"ES256","alg":"none"}',
    '{"alg":"ES256","crit":["exp"],"exp":1}',
    '{"alg":"ES256","b64":false}',
    '{"typ":"JWT"}',
    '{"alg":1}',
  ]) {
    assert.throws(() => parseJwt(`${part(head)}.${body}.${signature}`), isMalformed, head);
  }
  assert.throws(() => parseJwt(`${part('{"alg":"ES256"}')}..${signature}`), isMalformed);
});

test('refuses an ES256 signature that is not 64 bytes, and a token beyond its bound', () => {
  const head = part('{"alg":"ES256"}');
  for (const length of [0, 63, 65, 72]) {
    const bad = `${head}.${part('{}')}.${encodeBase64url(new Uint8Array(length))}`;
    assert.throws(() => parseJwt(bad), isMalformed, String(length));
  }
  assert.throws(() => parseJwt(token, token.length - 1), isMalformed);
});

test('names a key by the first eight bytes of its thumbprint (RFC 7638)', async () => {
  const thumbprint = await calculateJwkThumbprint(key.jwk, 'sha256');
  assert.equal(jwkThumbprint(key.jwk, sha256), thumbprint);
  assert.equal(kidOf(key.jwk, sha256), encodeBase64url(Buffer.from(thumbprint, 'base64url').subarray(0, 8)));
  assert.equal(kidBytesOf(key.jwk, sha256).length, 8);
});

test('takes a public P-256 key and nothing else', () => {
  assert.deepEqual(parseP256Jwk({ ...key.jwk, use: 'sig' }), key.jwk);
  const { x } = key.jwk;
  for (const bad of [
    undefined,
    null,
    [],
    { ...key.jwk, kty: 'RSA' },
    { ...key.jwk, crv: 'P-384' },
    { ...key.jwk, d: x },
    { ...key.jwk, x: `${x}A` },
    { ...key.jwk, x: x.slice(1) },
    { ...key.jwk, y: 1 },
    { kty: 'EC', crv: 'P-256', x },
  ]) {
    assert.throws(() => parseP256Jwk(bad), isMalformed);
  }
});

test('reads the certificates of a header, and refuses an empty, overlong or odd list', () => {
  assert.deepEqual(parseX5c(undefined), []);
  assert.deepEqual(
    parseX5c(['AQID', 'BA==']).map((der) => [...der]),
    [[1, 2, 3], [4]],
  );
  for (const bad of [
    [],
    null,
    'AQID',
    [1],
    [['AQID']],
    ['AQI'],
    ['AQ-_'],
    ['AQID', 'AQID', 'AQID', 'AQID', 'AQID'],
  ]) {
    assert.throws(() => parseX5c(bad), isMalformed, JSON.stringify(bad));
  }
});
