import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createJwt } from '../encoding/jwt.ts';
import {
  isProtocolUrl,
  parseCredentialOffer,
  parseCredentialOfferUri,
  preAuthorizedCodeGrant,
} from './credential-offer.ts';
import { parseCredentialRequest, parseCredentialResponse, parseOAuthError } from './credential-request.ts';
import { newTestKey, sha256, verifyEs256 } from './crypto-fixture.ts';
import { verifyDpopProof } from './dpop.ts';
import { createDpopProof } from './dpop-fixture.ts';
import { parseAuthorizationServerMetadata, parseIssuerMetadata } from './issuer-metadata.ts';
import { parseNotificationRequest } from './notification.ts';
import { createProofJwt, verifyProofJwt } from './proof-jwt.ts';
import { createRemovalProof, parseRemovalRequest, verifyRemovalProof } from './removal-proof.ts';
import { createTokenRequest, parseTokenRequest, parseTokenResponse } from './token-request.ts';

/** Every bound from both sides: the last that is taken, the first that is not. */

const key = newTestKey();
const other = newTestKey();
const now = 1_790_000_000;
const issuer = 'https://issuer.example';

async function outcomeOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'ok';
  } catch (error) {
    const { code, type, details } = error as { code?: string; type?: string; details?: { field?: string } };
    return code ?? details?.field ?? type ?? String(error);
  }
}

test('a key proof counts from 300 seconds before to 60 ahead', async () => {
  const proof = await createProofJwt(key.jwk, { audience: issuer, nonce: 'n', issuedAt: now }, key.sign);
  const at = (nowAt: number) =>
    outcomeOf(() => verifyProofJwt(proof, { audience: issuer, nowAt }, verifyEs256));
  assert.equal(await at(now + 300), 'ok');
  assert.equal(await at(now + 301), 'invalid_proof');
  assert.equal(await at(now - 60), 'ok');
  assert.equal(await at(now - 61), 'invalid_proof');
});

test('a DPoP proof counts from 300 seconds before to 60 ahead, its identifier has 1 to 256 characters', async () => {
  const url = `${issuer}/token`;
  const at = async (nowAt: number, jti = 'j', asked: object = {}) => {
    const claims = { method: 'POST', url, jti, issuedAt: now };
    const proof = await createDpopProof(key.jwk, claims, { sign: key.sign, sha256 });
    const expected = { method: 'POST', url, accessToken: undefined, nowAt, ...asked };
    return outcomeOf(() => verifyDpopProof(proof, expected, { verify: verifyEs256, sha256 }));
  };
  assert.equal(await at(now + 300), 'ok');
  assert.equal(await at(now + 301), 'invalid_dpop_proof');
  assert.equal(await at(now - 60), 'ok');
  assert.equal(await at(now - 61), 'invalid_dpop_proof');
  assert.equal(await at(now, 'j'.repeat(256)), 'ok');
  assert.equal(await at(now, 'j'.repeat(257)), 'invalid_dpop_proof');
  assert.equal(await at(now, ''), 'invalid_dpop_proof');
  assert.equal(await at(now, 'j', { accessToken: 't' }), 'invalid_dpop_proof', 'no hash of the token');
});

test('a DPoP proof of another type or algorithm, or with no key, is refused', async () => {
  const { kty, crv, x, y } = key.jwk;
  const payload = { htm: 'POST', htu: `${issuer}/token?a#b`, jti: 'j', iat: now };
  const of = async (header: Record<string, unknown>, change: Record<string, unknown> = {}) => {
    const good = { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } };
    const proof = await createJwt({ ...good, ...header }, { ...payload, ...change }, key.sign);
    const expected = { method: 'POST', url: `${issuer}/token`, accessToken: undefined, nowAt: now };
    return outcomeOf(() => verifyDpopProof(proof, expected, { verify: verifyEs256, sha256 }));
  };
  assert.equal(await of({}), 'ok', 'query and fragment of htu do not count (RFC 9449 4.3)');
  for (const header of [{ typ: 'jwt' }, { alg: 'ES384' }, { jwk: undefined }, { jwk: other.jwk }])
    assert.equal(await of(header), 'invalid_dpop_proof', JSON.stringify(header));
  for (const change of [{ htm: 'GET' }, { htu: 7 }, { iat: '1' }, { jti: 7 }])
    assert.equal(await of({}, change), 'invalid_dpop_proof', JSON.stringify(change));
});

const removal = { status: { uri: `${issuer}/status/1`, idx: 7 }, rspo: '12345' };
const removalOf = (change: object = {}) =>
  createRemovalProof(key.jwk, { audience: issuer, issuedAt: now, ...removal, ...change }, key.sign);

test('a removal names its entry and its school, for this issuer alone', async () => {
  const verified = await verifyRemovalProof(await removalOf(), issuer, verifyEs256);
  assert.deepEqual(verified, { ...removal, key: key.jwk });
  const reason = async (change: object, audience = issuer) =>
    outcomeOf(async () => verifyRemovalProof(await removalOf(change), audience, verifyEs256));
  assert.equal(await reason({}, `${issuer}/`), 'invalid_proof');
  assert.equal(await reason({ audience: 'https://other.example' }), 'invalid_proof');
  assert.equal(await reason({ issuedAt: '1' }), 'invalid_proof');
  assert.equal(await reason({ issuedAt: 1 }), 'ok', 'its age does not matter: what it says is final');
  const uri = (length: number) => ({ status: { uri: `https://${'a'.repeat(length - 8)}`, idx: 0 } });
  assert.equal(await reason(uri(512)), 'ok');
  assert.equal(await reason(uri(513)), 'invalid_proof');
  for (const idx of [1.5, '7', null])
    assert.equal(await reason({ status: { uri: 'u', idx } }), 'invalid_proof');
  for (const rspo of ['', 'a', '12345678901', 5]) assert.equal(await reason({ rspo }), 'invalid_proof');
  assert.equal(await reason({ rspo: '1234567890' }), 'ok');
});

test('a removal of another type, algorithm or key is refused', async () => {
  const { kty, crv, x, y } = key.jwk;
  const payload = { aud: issuer, iat: now, status_list: removal.status, rspo: removal.rspo };
  const of = async (header: object, sign = key.sign) => {
    const good = { typ: 'mleg-removal+jwt', alg: 'ES256', jwk: { kty, crv, x, y } };
    const proof = await createJwt({ ...good, ...header }, payload, sign);
    return outcomeOf(() => verifyRemovalProof(proof, issuer, verifyEs256));
  };
  assert.equal(await of({}), 'ok');
  assert.equal(await of({ typ: 'jwt' }), 'invalid_proof');
  assert.equal(await of({ alg: 'ES384' }), 'invalid_proof');
  assert.equal(await of({ jwk: other.jwk }), 'invalid_proof');
  assert.equal(await of({ jwk: undefined }), 'invalid_proof');
  assert.equal(await of({}, other.sign), 'invalid_proof');
  assert.equal(await outcomeOf(() => verifyRemovalProof('a.b', issuer, verifyEs256)), 'invalid_proof');
  assert.equal(parseRemovalRequest('{"proof":"x"}'), 'x');
  for (const body of ['{}', '{"proof":7}', '[]', ''])
    assert.equal(await outcomeOf(() => parseRemovalRequest(body)), 'invalid_request', body);
});

test('a token request is as long as it may be and no longer, in each of its parts', async () => {
  const of = (code: string, txCode?: string) =>
    outcomeOf(() => parseTokenRequest(createTokenRequest({ preAuthorizedCode: code, txCode })));
  assert.equal(await of('c'.repeat(200), '1'.repeat(40)), 'ok');
  assert.equal(await of('c'.repeat(201)), 'invalid_request');
  assert.equal(await of('c', '1'.repeat(41)), 'invalid_request');
  assert.equal(await of('c', ''), 'invalid_request');
  assert.equal(await of(''), 'invalid_request');
  const body = createTokenRequest({ preAuthorizedCode: 'c', txCode: undefined });
  assert.equal(
    await outcomeOf(() => parseTokenRequest(`${body}&x=${'a'.repeat(4096 - body.length - 3)}`)),
    'ok',
  );
  const tooLong = `${body}&x=${'a'.repeat(4096 - body.length - 2)}`;
  assert.equal(await outcomeOf(() => parseTokenRequest(tooLong)), 'invalid_request');
  assert.equal(await outcomeOf(() => parseTokenRequest(`${body}&tx_code=1&tx_code=1`)), 'invalid_request');
  assert.equal(await outcomeOf(() => parseTokenRequest('grant_type=x')), 'unsupported_grant_type');
  assert.equal(await outcomeOf(() => parseTokenRequest('a=b')), 'invalid_request');
});

test('a token lives as long as the answer says, five minutes where it says nothing that is a time', () => {
  const of = (change: object) =>
    parseTokenResponse(JSON.stringify({ access_token: 't', token_type: 'bearer', ...change }));
  for (const [expires_in, seconds] of [
    [1, 1],
    [0, 300],
    [-5, 300],
    ['60', 300],
    [undefined, 300],
  ] as const)
    assert.equal(of({ expires_in }).expiresInSeconds, seconds);
  assert.equal(of({ token_type: 'DPoP' }).tokenType, 'DPoP');
  assert.equal(of({}).tokenType, 'Bearer');
  for (const change of [{ access_token: '' }, { access_token: 7 }, { token_type: 'mac' }, { token_type: 7 }])
    assert.throws(() => of(change), { type: 'malformed' });
});

test('a notification’s identifier has 1 to 200 characters', async () => {
  const of = (id: unknown) =>
    outcomeOf(() =>
      parseNotificationRequest(JSON.stringify({ notification_id: id, event: 'credential_failure' })),
    );
  assert.equal(await of('n'.repeat(200)), 'ok');
  for (const id of ['n'.repeat(201), '', 7]) assert.equal(await of(id), 'invalid_notification_request');
});

test('a credential request has as many proofs as the batch, of one type', async () => {
  const of = (jwt: unknown, more: object = {}) =>
    outcomeOf(() =>
      parseCredentialRequest(JSON.stringify({ credential_configuration_id: 'c', proofs: { jwt, ...more } }), {
        configurationId: 'c',
        batchMax: 2,
      }),
    );
  assert.equal(await of(['a', 'b']), 'ok');
  assert.equal(await of(['a', 'b', 'c']), 'invalid_credential_request');
  for (const jwt of [[], 'a', ['a', 7]]) assert.equal(await of(jwt), 'invalid_proof');
  assert.equal(await of(['a'], { attestation: [] }), 'invalid_proof');
});

test('an answer has 1 to 50 credentials, and comes at once', async () => {
  const of = (count: number, more: object = {}) =>
    outcomeOf(() =>
      parseCredentialResponse(
        JSON.stringify({ credentials: Array.from({ length: count }, () => ({ credential: 'c' })), ...more }),
      ),
    );
  assert.equal(await of(50), 'ok');
  for (const count of [0, 51]) assert.equal(await of(count), 'credential_response');
  assert.equal(await of(1, { transaction_id: 't' }), 'credential_response');
});

const offer = (grant: object = {}, ids: unknown = ['c']) =>
  JSON.stringify({
    credential_issuer: issuer,
    credential_configuration_ids: ids,
    grants: { [preAuthorizedCodeGrant]: { 'pre-authorized_code': 'p', ...grant } },
  });
const rules = { allowInsecureLocalhost: false };

test('an offer names 1 to 20 configurations, none twice, and a code of at most 2,048 characters', async () => {
  const of = (grant: object, ids?: unknown) =>
    outcomeOf(() => parseCredentialOffer(offer(grant, ids), rules));
  const ids = (count: number) => Array.from({ length: count }, (_, at) => `c${at}`);
  assert.equal(await of({}, ids(20)), 'ok');
  for (const bad of [ids(21), [], ['a', 'a'], ['a', ''], ['a', 7], 'a'])
    assert.equal(await of({}, bad), 'credential_configuration_ids', JSON.stringify(bad));
  assert.equal(await of({ 'pre-authorized_code': 'p'.repeat(2048) }), 'ok');
  for (const code of ['p'.repeat(2049), '', 7])
    assert.equal(await of({ 'pre-authorized_code': code }), 'pre-authorized_code');
  assert.equal(await of({ authorization_server: 7 }), 'authorization_server');
});

test('an activation code has 1 to 20 characters and a description of at most 300', async () => {
  const of = (tx_code: unknown) => outcomeOf(() => parseCredentialOffer(offer({ tx_code }), rules));
  for (const good of [
    { length: 1 },
    { length: 20 },
    { description: 'd'.repeat(300) },
    { input_mode: 'text' },
    {},
  ])
    assert.equal(await of(good), 'ok', JSON.stringify(good).slice(0, 40));
  for (const bad of [
    { length: 0 },
    { length: 21 },
    { length: 1.5 },
    { length: '8' },
    { description: 'd'.repeat(301) },
    { description: 7 },
    { input_mode: 'voice' },
    'x',
  ])
    assert.equal(await of(bad), 'tx_code', JSON.stringify(bad).slice(0, 40));
});

test('an offer’s link is read up to 16,384 characters, an address up to 2,048', async () => {
  const link = (length: number) => {
    const head = 'openid-credential-offer://?credential_offer=';
    return outcomeOf(() => parseCredentialOfferUri(head + 'a'.repeat(length - head.length), rules));
  };
  assert.equal(await link(16_384), 'ok');
  assert.equal(await link(16_385), 'offer');
  const url = (length: number) => isProtocolUrl(`https://a.example/${'a'.repeat(length - 18)}`, rules);
  assert.deepEqual([url(2048), url(2049)], [true, false]);
});

test('an address is https without a user or a fragment; http on localhost alone, where it is allowed', () => {
  const local = { allowInsecureLocalhost: true };
  assert.equal(isProtocolUrl('http://localhost:8080/x', local), true);
  assert.equal(isProtocolUrl('http://localhost:8080/x', rules), false);
  for (const text of [
    'http://a.example/',
    'http://localhost.example/',
    'ftp://localhost/',
    'https://u@a.example/',
    'https://a.example/#b',
    'x',
  ])
    assert.equal(isProtocolUrl(text, local), false, text);
});

test('configurations are an object; what has no format is none of them', () => {
  const of = (credential_configurations_supported: unknown) =>
    parseIssuerMetadata(
      JSON.stringify({
        credential_issuer: issuer,
        credential_endpoint: `${issuer}/c`,
        credential_configurations_supported,
      }),
      issuer,
      rules,
    ).configurations;
  assert.deepEqual(
    [...of({ a: { format: 'f', vct: 'v' }, b: { format: 'f', vct: 7 }, c: { format: 7 }, d: 7 })],
    [
      ['a', { format: 'f', vct: 'v' }],
      ['b', { format: 'f', vct: undefined }],
    ],
  );
  for (const bad of [[], 'x', null, undefined, 7]) assert.throws(() => of(bad), { type: 'malformed' });
});

test('an error’s words are taken as far as they are words of a protocol', () => {
  const of = (answer: unknown) => parseOAuthError(JSON.stringify(answer));
  assert.deepEqual(of({ error: 'e', reason: 'r'.repeat(40), error_description: 'd'.repeat(301) }), {
    error: 'e',
    reason: 'r'.repeat(40),
    description: 'd'.repeat(300),
  });
  for (const reason of ['r'.repeat(41), '', 'R', 'a-b', 7])
    assert.deepEqual(of({ error: 'e', reason }), { error: 'e' });
  assert.equal(of({ error: 'e'.repeat(100) }).error.length, 100);
  for (const error of ['e'.repeat(101), '', 'ż', 7, undefined])
    assert.equal(of({ error }).error, 'server_error');
  assert.deepEqual(parseOAuthError('<html>'), { error: 'server_error' });
});

test('a batch is what the metadata say, one where they say nothing that is a count', () => {
  const of = (batch_size: unknown) =>
    parseIssuerMetadata(
      JSON.stringify({
        credential_issuer: issuer,
        credential_endpoint: `${issuer}/c`,
        batch_credential_issuance: { batch_size },
        credential_configurations_supported: {},
      }),
      issuer,
      rules,
    ).batchSize;
  assert.deepEqual([4, 1, 0, -3, 1.5, '4', undefined].map(of), [4, 1, 1, 1, 1, 1, 1]);
});

test('an authorization server’s metadata are those of the issuer that was asked (RFC 8414 3.3)', async () => {
  const of = (change: object) =>
    outcomeOf(() =>
      parseAuthorizationServerMetadata(
        JSON.stringify({ issuer, token_endpoint: `${issuer}/token`, ...change }),
        issuer,
        rules,
      ),
    );
  assert.equal(await of({}), 'ok');
  assert.equal(await of({ issuer: `${issuer}/` }), 'issuer');
  assert.equal(await of({ issuer: undefined }), 'issuer');
  for (const token_endpoint of ['http://issuer.example/token', 7, undefined])
    assert.equal(await of({ token_endpoint }), 'token_endpoint');
});
