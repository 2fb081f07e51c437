import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeBase64url } from '../encoding/base64url.ts';
import { createJwt } from '../encoding/jwt.ts';
import { readVector, vectorsOption } from '../encoding/vectors-fixture.ts';
import {
  createCredentialOffer,
  createOfferUri,
  createWalletLink,
  parseCredentialOffer,
  parseCredentialOfferUri,
} from './credential-offer.ts';
import {
  createCredentialRequest,
  parseCredentialRequest,
  parseCredentialResponse,
  parseOAuthError,
} from './credential-request.ts';
import { newTestKey, sha256, verifyEs256 } from './crypto-fixture.ts';
import { verifyDpopProof } from './dpop.ts';
import { createDpopProof } from './dpop-fixture.ts';
import {
  chooseAuthorizationServer,
  createAuthorizationServerMetadata,
  createIssuerMetadata,
  parseIssuerMetadata,
  wellKnownUrl,
} from './issuer-metadata.ts';
import { parseNotificationRequest } from './notification.ts';
import { createProofJwt, verifyProofJwt } from './proof-jwt.ts';
import { ProtocolError, type ProtocolErrorCode } from './protocol-error.ts';
import { createTokenRequest, parseTokenRequest, parseTokenResponse } from './token-request.ts';

const issuer = 'https://school.example';
const strict = { allowInsecureLocalhost: false };
const now = 1_790_000_000;
const name = { pl: 'Legitymacja', en: 'School ID', uk: 'Посвідчення' };

function refusedAs(code: ProtocolErrorCode) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof ProtocolError, String(error));
    assert.equal(error.code, code);
    // OpenID4VCI 1.0 section 8.3.1.2: printable ASCII without quote and backslash.
    assert.match(error.message, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
    return true;
  };
}

const offerUri = `${issuer}/oid4vci/offers/1.abc`;

test('an offer by reference is read from a wallet link, from the scheme and from a line with spaces around it', () => {
  for (const text of [
    createOfferUri(offerUri),
    createWalletLink('https://wallet.example', offerUri),
    `  ${createOfferUri(offerUri)}\n`,
  ]) {
    assert.deepEqual(parseCredentialOfferUri(text, strict), { kind: 'uri', uri: offerUri });
  }
});

test('an offer address with both parameters, with neither, twice or over http is refused without a call (VCI-001, VCI-002)', () => {
  const bad = [
    'openid-credential-offer://?',
    `openid-credential-offer://?credential_offer_uri=${offerUri}&credential_offer=%7B%7D`,
    `openid-credential-offer://?credential_offer_uri=${offerUri}&credential_offer_uri=${offerUri}`,
    'openid-credential-offer://?credential_offer_uri=http://school.example/o',
    'openid-credential-offer://?credential_offer_uri=https://user@school.example/o',
    'openid-credential-offer://?credential_offer_uri=file:///etc/passwd',
    'javascript://x?credential_offer_uri=https://a.example',
    '1.2.3',
  ];
  for (const text of bad)
    assert.throws(() => parseCredentialOfferUri(text, strict), { type: 'malformed' }, text);
});

test('http is taken on localhost only where it is allowed', () => {
  const text = createOfferUri('http://localhost:8080/o/1');
  assert.throws(() => parseCredentialOfferUri(text, strict), { type: 'malformed' });
  assert.equal(parseCredentialOfferUri(text, { allowInsecureLocalhost: true }).kind, 'uri');
  assert.throws(() =>
    parseCredentialOfferUri(createOfferUri('http://localhost.evil.example/o'), {
      allowInsecureLocalhost: true,
    }),
  );
});

const offer = createCredentialOffer({
  credentialIssuer: issuer,
  credentialConfigurationIds: ['school-id'],
  preAuthorizedCode: '1.abc',
  txCode: { length: 8 },
});

test('an offer is read as it was made, and unknown members on every level are ignored (VCI-005)', () => {
  const grants = offer['grants'] as Record<string, Record<string, unknown>>;
  const [grant] = Object.keys(grants);
  const withMore = {
    ...offer,
    'x-foo': 1,
    grants: { ...grants, other: {}, [grant ?? '']: { ...grants[grant ?? ''], 'x-bar': [] } },
  };
  const parsed = parseCredentialOffer(JSON.stringify(withMore), strict);
  assert.equal(parsed.credentialIssuer, issuer);
  assert.deepEqual(parsed.credentialConfigurationIds, ['school-id']);
  assert.equal(parsed.preAuthorizedCode, '1.abc');
  assert.deepEqual(parsed.txCode, { inputMode: 'numeric', length: 8, description: undefined });
});

test('an offer with empty or repeated configurations, without the grant or with a wrong tx_code is refused', () => {
  const make = (change: Record<string, unknown>): string => JSON.stringify({ ...offer, ...change });
  assert.throws(() => parseCredentialOffer(make({ credential_configuration_ids: [] }), strict));
  assert.throws(() => parseCredentialOffer(make({ credential_configuration_ids: ['a', 'a'] }), strict));
  assert.throws(() => parseCredentialOffer(make({ credential_issuer: 'http://school.example' }), strict));
  assert.throws(() => parseCredentialOffer(make({ grants: {} }), strict));
  const grant = { 'pre-authorized_code': 'x', tx_code: { input_mode: 'emoji' } };
  assert.throws(() =>
    parseCredentialOffer(
      make({ grants: { 'urn:ietf:params:oauth:grant-type:pre-authorized_code': grant } }),
      strict,
    ),
  );
  assert.throws(() => parseCredentialOffer('{"credential_issuer":"a","credential_issuer":"b"}', strict));
});

test('the specification’s example offer with a pre-authorized code is understood', vectorsOption, () => {
  const parsed = parseCredentialOffer(readVector('openid4vci/credential_offer_pre-authz_code.json'), strict);
  assert.equal(parsed.txCode?.inputMode, 'numeric');
});

test('the issuer’s metadata name themselves, two or more in a batch, three languages, and are read back', () => {
  const metadata = createIssuerMetadata({
    credentialIssuer: issuer,
    name,
    credentialConfigurationId: 'school-id',
    credentialName: name,
    batchSize: 10,
    claims: [{ name: 'given_name', display: name }],
  });
  const parsed = parseIssuerMetadata(JSON.stringify(metadata), issuer, strict);
  assert.equal(parsed.credentialEndpoint, `${issuer}/oid4vci/credential`);
  assert.equal(parsed.batchSize, 10);
  assert.equal(parsed.configurations.get('school-id')?.format, 'dc+sd-jwt');
  assert.throws(() => parseIssuerMetadata(JSON.stringify(metadata), 'https://other.example', strict), {
    type: 'malformed',
  });
  assert.equal(
    createAuthorizationServerMetadata(issuer, `${issuer}/status`)[
      'pre-authorized_grant_anonymous_access_supported'
    ],
    true,
  );
});

test('well-known documents stand between host and path (section 12.2.2)', () => {
  assert.equal(
    wellKnownUrl('https://h.example/s/1', 'openid-credential-issuer'),
    'https://h.example/.well-known/openid-credential-issuer/s/1',
  );
  assert.equal(
    wellKnownUrl(issuer, 'oauth-authorization-server'),
    `${issuer}/.well-known/oauth-authorization-server`,
  );
});

test('a token request is read back, unknown parameters are ignored (VCI-022)', () => {
  const body = `${createTokenRequest({ preAuthorizedCode: '1.abc', txCode: '12345678' })}&foo=bar`;
  assert.deepEqual(parseTokenRequest(body), { preAuthorizedCode: '1.abc', txCode: '12345678' });
});

test('N-ISS-008 an unknown grant type is refused as unsupported_grant_type', () => {
  assert.throws(() => parseTokenRequest('grant_type=foo'), refusedAs('unsupported_grant_type'));
  assert.throws(() => parseTokenRequest(''), refusedAs('invalid_request'));
});

test('a parameter sent twice, an empty one and a missing code are refused as invalid_request', () => {
  const body = createTokenRequest({ preAuthorizedCode: '1.abc', txCode: '12345678' });
  assert.throws(() => parseTokenRequest(`${body}&tx_code=1`), refusedAs('invalid_request'));
  assert.throws(
    () =>
      parseTokenRequest(`${createTokenRequest({ preAuthorizedCode: '1.a', txCode: undefined })}&tx_code=`),
    refusedAs('invalid_request'),
  );
  assert.throws(
    () => parseTokenRequest(createTokenRequest({ preAuthorizedCode: '', txCode: undefined })),
    refusedAs('invalid_request'),
  );
});

const limits = { configurationId: 'school-id', batchMax: 10 };
const request = { credential_configuration_id: 'school-id', proofs: { jwt: ['a'] } };

test('a credential request is read back, unknown members are ignored (VCI-041)', () => {
  const body = JSON.stringify({
    ...JSON.parse(createCredentialRequest({ credentialConfigurationId: 'school-id', proofJwts: ['a'] })),
    more: 1,
  });
  assert.deepEqual(parseCredentialRequest(body, limits), {
    credentialConfigurationId: 'school-id',
    proofJwts: ['a'],
  });
});

const refusedRequests: readonly (readonly [string, unknown, ProtocolErrorCode])[] = [
  [
    'N-ISS-031 more proofs than a batch',
    { ...request, proofs: { jwt: Array(11).fill('a') } },
    'invalid_credential_request',
  ],
  ['N-ISS-033 two proof types', { ...request, proofs: { jwt: ['a'], attestation: ['b'] } }, 'invalid_proof'],
  ['no proofs at all', { credential_configuration_id: 'school-id' }, 'invalid_proof'],
  ['an empty list of proofs', { ...request, proofs: { jwt: [] } }, 'invalid_proof'],
  ['a proof that is no text', { ...request, proofs: { jwt: [1] } }, 'invalid_proof'],
  [
    'N-ISS-034 an unknown configuration',
    { ...request, credential_configuration_id: 'x' },
    'unknown_credential_configuration',
  ],
  ['N-ISS-035 both identifiers', { ...request, credential_identifier: 'x' }, 'invalid_credential_request'],
  ['neither identifier', { proofs: request.proofs }, 'invalid_credential_request'],
  [
    'an identifier that was never given',
    { credential_identifier: 'x', proofs: request.proofs },
    'unknown_credential_identifier',
  ],
  [
    'an encrypted answer asked in clear',
    { ...request, credential_response_encryption: {} },
    'invalid_encryption_parameters',
  ],
];
for (const [title, body, code] of refusedRequests) {
  test(`a credential request is refused: ${title}`, () => {
    assert.throws(() => parseCredentialRequest(JSON.stringify(body), limits), refusedAs(code));
  });
}

test('a credential request with a member twice or without JSON is refused', () => {
  assert.throws(
    () => parseCredentialRequest('{"proofs":{},"proofs":{}}', limits),
    refusedAs('invalid_credential_request'),
  );
  assert.throws(() => parseCredentialRequest('nothing', limits), refusedAs('invalid_credential_request'));
});

const key = newTestKey();
const good = { audience: issuer, nonce: 'n-1', issuedAt: now };
const expected = { audience: issuer, nowAt: now };

test('a key proof is verified and gives its key and nonce', async () => {
  const proof = await createProofJwt(key.jwk, good, key.sign);
  assert.deepEqual(await verifyProofJwt(proof, expected, verifyEs256), { key: key.jwk, nonce: 'n-1' });
});

const header = { typ: 'openid4vci-proof+jwt', alg: 'ES256', jwk: key.jwk };
const payload = { aud: issuer, iat: now, nonce: 'n-1' };
const badProofs: readonly (readonly [string, Record<string, unknown>, Record<string, unknown>])[] = [
  ['N-ISS-022 without nonce', header, { aud: issuer, iat: now }],
  ['N-ISS-023 of another typ', { ...header, typ: 'JWT' }, payload],
  ['N-ISS-024 with alg none', { ...header, alg: 'none' }, payload],
  ['N-ISS-025 with alg HS256', { ...header, alg: 'HS256' }, payload],
  ['N-ISS-026 with a private key in the header', { ...header, jwk: { ...key.jwk, d: key.jwk.x } }, payload],
  ['N-ISS-027 for another issuer', header, { ...payload, aud: 'https://other.example' }],
  ['for two issuers', header, { ...payload, aud: [issuer, 'https://other.example'] }],
  ['N-ISS-028 from the future', header, { ...payload, iat: now + 3600 }],
  ['N-ISS-028 one day old', header, { ...payload, iat: now - 86_400 }],
  ['without iat', header, { aud: issuer, nonce: 'n-1' }],
  ['N-ISS-029 signed by another key', { ...header, jwk: newTestKey().jwk }, payload],
  ['N-ISS-030 with jwk and kid', { ...header, kid: 'k' }, payload],
  ['without any key', { typ: header.typ, alg: 'ES256' }, payload],
  ['with an unknown critical extension', { ...header, crit: ['x'], x: 1 }, payload],
  ['N-ISS-039 with a key attestation', { ...header, key_attestation: 'a.b.c' }, payload],
];
for (const [title, badHeader, badPayload] of badProofs) {
  test(`a key proof is refused: ${title}`, async () => {
    const proof = await createJwt(badHeader, badPayload, key.sign);
    await assert.rejects(verifyProofJwt(proof, expected, verifyEs256), refusedAs('invalid_proof'));
  });
}

const address = `${issuer}/oid4vci/token`;
const dpopClaims = { method: 'POST', url: address, jti: 'j-1', issuedAt: now };
const dpopDeps = { verify: verifyEs256, sha256 };
const dpopExpected = { method: 'POST', url: address, accessToken: undefined, nowAt: now };

test('a DPoP proof is verified and gives the thumbprint of its key', async () => {
  const proof = await createDpopProof(key.jwk, dpopClaims, { sign: key.sign, sha256 });
  const verified = await verifyDpopProof(proof, dpopExpected, dpopDeps);
  assert.equal(verified.jti, 'j-1');
  assert.match(verified.jkt, /^[A-Za-z0-9_-]{43}$/);
});

test('N-ISS-011, 014 a DPoP proof for another address, method, token or time is refused', async () => {
  const proof = await createDpopProof(
    key.jwk,
    { ...dpopClaims, accessToken: 't1' },
    { sign: key.sign, sha256 },
  );
  const cases = [
    { url: `${issuer}/x` },
    { method: 'GET' },
    { accessToken: 't2' },
    { nowAt: now + 301 },
    { nowAt: now - 61 },
  ];
  await verifyDpopProof(proof, { ...dpopExpected, accessToken: 't1' }, dpopDeps);
  for (const change of cases) {
    await assert.rejects(
      verifyDpopProof(proof, { ...dpopExpected, accessToken: 't1', ...change }, dpopDeps),
      refusedAs('invalid_dpop_proof'),
    );
  }
  const unsigned = `${proof.slice(0, proof.lastIndexOf('.'))}.${encodeBase64url(new Uint8Array(64))}`;
  await assert.rejects(
    verifyDpopProof(unsigned, { ...dpopExpected, accessToken: 't1' }, dpopDeps),
    refusedAs('invalid_dpop_proof'),
  );
});

test('a notification with an unknown event or without its identifier is refused (VCI-061)', () => {
  assert.deepEqual(parseNotificationRequest('{"notification_id":"1.a","event":"credential_accepted"}'), {
    notificationId: '1.a',
    event: 'credential_accepted',
  });
  assert.throws(
    () => parseNotificationRequest('{"notification_id":"1.a","event":"x"}'),
    refusedAs('invalid_notification_request'),
  );
  assert.throws(
    () => parseNotificationRequest('{"event":"credential_accepted"}'),
    refusedAs('invalid_notification_request'),
  );
});

test('answers are read strictly: no deferred credential, no credential that is no text, a token with a known type', () => {
  assert.deepEqual(parseCredentialResponse('{"credentials":[{"credential":"x~"}],"notification_id":"1.n"}'), {
    credentials: ['x~'],
    notificationId: '1.n',
  });
  for (const bad of [
    '{"transaction_id":"t","interval":5}',
    '{"credentials":[]}',
    '{"credentials":["x"]}',
    '{"credentials":[{"credential":"x"}],"transaction_id":"t"}',
  ]) {
    assert.throws(() => parseCredentialResponse(bad), { type: 'malformed' });
  }
  assert.equal(
    parseTokenResponse('{"access_token":"1.a","token_type":"bearer","expires_in":300}').tokenType,
    'Bearer',
  );
  assert.throws(() => parseTokenResponse('{"access_token":"1.a","token_type":"mac"}'), { type: 'malformed' });
  assert.deepEqual(parseOAuthError('<html>'), { error: 'server_error' });
});

test('the authorization server that an offer names is one of the issuer’s, or nothing is sent (VCI-011)', () => {
  const issuer = 'https://issuer.example';
  const rules = { allowInsecureLocalhost: false };
  const metadata = (servers?: unknown) =>
    parseIssuerMetadata(
      JSON.stringify({
        credential_issuer: issuer,
        credential_endpoint: `${issuer}/credential`,
        credential_configurations_supported: {},
        ...(servers === undefined ? {} : { authorization_servers: servers }),
      }),
      issuer,
      rules,
    );
  const two = ['https://first.example', 'https://second.example'];
  assert.equal(chooseAuthorizationServer(metadata(), undefined), issuer);
  assert.equal(chooseAuthorizationServer(metadata(), issuer), issuer);
  assert.equal(chooseAuthorizationServer(metadata(two), undefined), two[0]);
  assert.equal(chooseAuthorizationServer(metadata(two), two[1]), two[1]);
  for (const [servers, named] of [
    [undefined, 'https://evil.example'],
    [two, 'https://evil.example'],
    [two, issuer],
    [two, `${two[0]}/`],
  ] as const)
    assert.throws(() => chooseAuthorizationServer(metadata(servers), named), { type: 'malformed' }, named);
  for (const servers of [[], 'https://first.example', [1], ['http://first.example'], [...two, 'x']])
    assert.throws(() => metadata(servers), { type: 'malformed' }, JSON.stringify(servers));
});
