import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBase64url } from '../encoding/base64url.ts';
import { jwkThumbprint } from '../encoding/jwk.ts';
import { parseStrictJson } from '../encoding/strict-json.ts';
import { parseCredentialOffer } from '../openid4vci/credential-offer.ts';
import { matchDcql, parseDcqlQuery } from '../openid4vp/dcql.ts';
import { digestText, parseDisclosure } from '../sd-jwt-vc/disclosure.ts';
import { inflateZlib } from '../status-list/inflate.ts';
import { getStatus } from '../status-list/status-array.ts';
import { sha256 } from '../web-crypto.ts';

/** The few values of the specifications that must hold also where their examples are not beside the checkout. */

test('RFC 9901 4.2.1: a disclosure has the digest that the standard prints, letters with accents included', () => {
  const encoded = 'WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0';
  const { name, value } = parseDisclosure(encoded);
  assert.deepEqual([name, value], ['family_name', 'Möbius']);
  assert.equal(digestText(encoded, sha256), 'X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0');
});

test('Token Status List 4: both short lists say what the draft prints', () => {
  for (const [bits, lst, statuses] of [
    [1, 'eNrbuRgAAhcBXQ', [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]],
    [2, 'eNo76fITAAPfAgc', [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]],
  ] as const) {
    const list = { bits, bytes: inflateZlib(decodeBase64url(lst), 64) };
    assert.deepEqual(
      statuses.map((_, idx) => getStatus(list, idx)),
      statuses,
    );
  }
});

test('RFC 7638: a key’s thumbprint is the one that OpenID4VCI prints for it', () => {
  const key = {
    kty: 'EC',
    crv: 'P-256',
    x: '_LC1FTUl0MltKAOQzXNsofVMpWFV2obLGrNCat_CQ-g',
    y: 'kBjoyjNuMVAOq--qVUgylDoLKuMdk4imS-Kk5ahuYIU',
  } as const;
  assert.equal(jwkThumbprint(key, sha256), 'mlUpog7vEewFBem6Ul09c2dtTwc8dFzVpIDX3sqGWW0');
});

test('OpenID4VCI 4.1.1: an offer whose transaction code says nothing of itself asks for digits', () => {
  const grant = { 'pre-authorized_code': 'adhjhdjajkdkhjhdj', tx_code: {} };
  const offer = {
    credential_issuer: 'https://credential-issuer.example.com',
    credential_configuration_ids: ['a'],
    grants: { 'urn:ietf:params:oauth:grant-type:pre-authorized_code': grant },
  };
  const { txCode } = parseCredentialOffer(JSON.stringify(offer), { allowInsecureLocalhost: false });
  assert.equal(txCode?.inputMode, 'numeric');
});

test('OpenID4VP 6.4.1: the first set of claims that can be met is the answer', () => {
  const claims = ['a', 'b', 'c'].map((id) => ({ id, path: [id] }));
  const one = {
    id: 'x',
    format: 'dc+sd-jwt',
    meta: { vct_values: ['t'] },
    claims,
    claim_sets: [
      ['a', 'b'],
      ['a', 'c'],
    ],
  };
  const query = parseDcqlQuery(parseStrictJson(JSON.stringify({ credentials: [one] })));
  const match = matchDcql(query, { vct: 't', a: 1, c: 1 });
  assert.ok(match.ok);
  assert.deepEqual(match.required, ['a', 'c']);
});
