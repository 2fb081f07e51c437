import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTestKey, sha256 } from '../openid4vci/crypto-fixture.ts';
import type { RequestChange } from './request-fixture.ts';
import {
  ca,
  check,
  createChangedRequest,
  createGoodRequest,
  createLeaf,
  leaf,
  nowAt,
  responseKey,
} from './request-fixture.ts';
import { createClientId } from './request-object.ts';
import type { RequestReason } from './request-refusal.ts';

test('a good request tells who asks, where the answer goes and how it is encrypted', async () => {
  const request = await check(await createGoodRequest());
  assert.ok(request.ok, JSON.stringify(request));
  assert.deepEqual(request.verifier, { host: 'verifier.example', name: 'Koleje Zmyślone' });
  assert.equal(request.responseUri, 'https://verifier.example/responses/1');
  assert.deepEqual(request.encryption, { key: responseKey.jwk, kid: 'k1', enc: 'A256GCM' });
  assert.deepEqual([request.nonce, request.state], ['n-0S6_WzA2Mj_n-0S6_WzA2Mj', 's-1']);
  assert.equal(request.query.credentials[0]?.id, 'school_id');
});

test('a verifier of an authority that the wallet does not know has a host and no name (VP-009)', async () => {
  const request = await check(await createGoodRequest(), { caKeys: [newTestKey().jwk] });
  assert.ok(request.ok);
  assert.deepEqual(request.verifier, { host: 'verifier.example', name: undefined });
});

const { kty, crv, x, y } = responseKey.jwk;
const goodKey = { kty, crv, x, y, use: 'enc', alg: 'ECDH-ES', kid: 'k1' };
const formats = { 'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] } };
const metadata = (changes: Record<string, unknown>) => ({
  client_metadata: { jwks: { keys: [goodKey] }, vp_formats_supported: formats, ...changes },
});

const refusals: readonly [string, RequestReason, RequestChange][] = [
  ['another typ (VP-017)', 'typ', { header: { typ: 'JWT' } }],
  ['alg none (N-WAL-001)', 'alg', { header: { alg: 'none' } }],
  ['another client_id inside than outside (VP-013)', 'client_id', { payload: { client_id: 'x509_hash:AA' } }],
  ['no certificate', 'certificate', { header: { x5c: undefined } }],
  ['another audience (VP-005)', 'aud', { payload: { aud: 'https://wallet.example' } }],
  ['an end that has passed', 'time', { payload: { exp: nowAt - 61 } }],
  ['a beginning in the future', 'time', { payload: { iat: nowAt + 61 } }],
  ['a wallet_nonce that is not ours (VP-014)', 'wallet_nonce', { payload: { wallet_nonce: 'w2' } }],
  ['no wallet_nonce (VP-014)', 'wallet_nonce', { payload: { wallet_nonce: undefined } }],
  ['another response_type', 'response_type', { payload: { response_type: 'code' } }],
  ['a response in the clear', 'response_mode', { payload: { response_mode: 'direct_post' } }],
  [
    'another host for the response (N-WAL-004)',
    'response_uri',
    { payload: { response_uri: 'https://evil.example/r' } },
  ],
  ['http for the response', 'response_uri', { payload: { response_uri: 'http://verifier.example/r' } }],
  [
    'redirect_uri beside response_uri (VP-028)',
    'response_uri',
    { payload: { redirect_uri: 'https://verifier.example' } },
  ],
  ['no nonce (VP-002)', 'nonce', { payload: { nonce: undefined } }],
  ['a nonce that is not URL-safe', 'nonce', { payload: { nonce: 'a b' } }],
  ['a state that is not URL-safe (VP-003)', 'state', { payload: { state: 'ż' } }],
  ['scope beside dcql_query (N-WAL-007)', 'scope', { payload: { scope: 'x' } }],
  ['no query (VP-004)', 'query', { payload: { dcql_query: undefined } }],
  ['an empty query (VP-019)', 'query', { payload: { dcql_query: { credentials: [] } } }],
  ['transaction_data (VP-018)', 'transaction_data', { payload: { transaction_data: ['e30'] } }],
  ['no key to encrypt to', 'encryption', { payload: metadata({ jwks: { keys: [] } }) }],
  [
    'a key for signatures only (VP-032)',
    'encryption',
    { payload: metadata({ jwks: { keys: [{ ...goodKey, use: 'sig' }] } }) },
  ],
  [
    'another key agreement',
    'encryption',
    { payload: metadata({ jwks: { keys: [{ ...goodKey, alg: 'RSA-OAEP' }] } }) },
  ],
  [
    'another content encryption',
    'encryption',
    { payload: metadata({ encrypted_response_enc_values_supported: ['A192GCM'] }) },
  ],
  ['no formats (VP-001)', 'formats', { payload: metadata({ vp_formats_supported: {} }) }],
  [
    'another algorithm for the credential',
    'formats',
    { payload: metadata({ vp_formats_supported: { 'dc+sd-jwt': { 'sd-jwt_alg_values': ['EdDSA'] } } }) },
  ],
];
for (const [name, reason, change] of refusals) {
  test(`a request with ${name} is refused`, async () => {
    const request = await check(await createChangedRequest(change));
    assert.ok(!request.ok);
    assert.equal(request.reason, reason);
    assert.notEqual(request.clause, '');
  });
}

test('a leaf that is not the one of the client id is refused (N-WAL-003)', async () => {
  const other = await createLeaf({ notAfterAt: nowAt + 5 });
  const request = await check(
    await createChangedRequest({ x5c: [other], payload: { client_id: createClientId(leaf, { sha256 }) } }),
  );
  assert.ok(!request.ok);
  assert.equal(request.reason, 'client_id_hash');
  assert.equal(request.responseUri, undefined, 'nothing is proved, so that nothing may be posted');
});

test('a self-signed leaf, an authority, a leaf without digitalSignature and one past its end are refused (HAIP-011)', async () => {
  const bad = [
    [await createLeaf({ issuerName: 'Koleje Zmyślone' }), 'certificate'],
    [await createLeaf({ isCa: true }), 'certificate'],
    [await createLeaf({ keyUsage: 0x06 }), 'certificate'],
    [await createLeaf({ notAfterAt: nowAt - 1 }), 'certificate_time'],
    [await createLeaf({ notBeforeAt: nowAt + 1 }), 'certificate_time'],
  ] as const;
  for (const [der, reason] of bad) {
    const request = await check(await createGoodRequest([der]), {
      clientId: createClientId(der, { sha256 }),
    });
    assert.ok(!request.ok);
    assert.equal(request.reason, reason);
  }
});

test('a client id of another kind is refused: redirect_uri, origin, DNS name, none (VP-006, VP-010, VP-011)', async () => {
  for (const clientId of [
    'redirect_uri:https://a.example',
    'origin:https://a.example',
    'x509_san_dns:verifier.example',
    'a',
  ]) {
    const request = await check(await createChangedRequest({ payload: { client_id: clientId } }), {
      clientId,
    });
    assert.ok(!request.ok);
    assert.equal(request.reason, 'client_id_prefix');
    assert.equal(request.error, 'invalid_client');
  }
});

test('a request signed by another key than the leaf’s is refused', async () => {
  const der = await createLeaf({ key: newTestKey().jwk });
  const request = await check(await createGoodRequest([der]), { clientId: createClientId(der, { sha256 }) });
  assert.ok(!request.ok);
  assert.equal(request.reason, 'signature');
});

test('what is no JWT is a refusal, not an exception', async () => {
  for (const text of ['', 'a.b.c', '{"client_id":"x"}', `${await createGoodRequest()}.x`, 'e30.e30.']) {
    const request = await check(text);
    assert.ok(!request.ok);
    assert.equal(request.reason, 'malformed');
  }
});

test('a refusal after the signature names where the error may be posted', async () => {
  const request = await check(await createChangedRequest({ payload: { transaction_data: ['e30'] } }));
  assert.ok(!request.ok);
  assert.deepEqual(
    [request.error, request.responseUri, request.state],
    ['invalid_transaction_data', 'https://verifier.example/responses/1', 's-1'],
  );
});

test('A128GCM is taken where nothing or only that is offered (VP-033)', async () => {
  for (const values of [undefined, ['A128GCM']]) {
    const change = { payload: metadata({ encrypted_response_enc_values_supported: values }) };
    const request = await check(await createChangedRequest(change));
    assert.ok(request.ok);
    assert.equal(request.encryption.enc, 'A128GCM');
  }
});

test('the demonstration’s http on localhost is taken where it is allowed, and only there', async () => {
  const der = await createLeaf({ dns: 'localhost', uri: 'http://localhost:8082' });
  const clientId = createClientId(der, { sha256 });
  const text = await createChangedRequest({
    x5c: [der],
    payload: { response_uri: 'http://localhost:8082/r' },
  });
  assert.equal((await check(text, { clientId })).ok, false);
  const request = await check(text, { clientId, allowInsecureLocalhost: true, caKeys: [ca.jwk] });
  assert.ok(request.ok);
  assert.equal(request.verifier.host, 'localhost:8082');
});
