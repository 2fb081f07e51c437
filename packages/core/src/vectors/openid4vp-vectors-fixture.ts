import assert from 'node:assert/strict';
import { encodeBase64url } from '../encoding/base64url.ts';
import { encodeUtf8 } from '../encoding/bytes.ts';
import { parseP256Jwk } from '../encoding/jwk.ts';
import { createJwt, parseJwt } from '../encoding/jwt.ts';
import { type JsonObject, parseStrictJson, parseStrictJsonObject } from '../encoding/strict-json.ts';
import { readVector } from '../encoding/vectors-fixture.ts';
import { createFixtureKey, verifyEs256 } from '../offline-qr/offline-fixture.ts';
import { parseOAuthError } from '../openid4vci/credential-request.ts';
import { matchDcql, parseDcqlQuery } from '../openid4vp/dcql.ts';
import { matchOptionalQueries } from '../openid4vp/optional-queries.ts';
import { createGoodRequest } from '../openid4vp/request-fixture.ts';
import { requestObjectTyp } from '../openid4vp/request-object.ts';
import { verifyRequestObject } from '../openid4vp/verify-request.ts';
import { digestText } from '../sd-jwt-vc/disclosure.ts';
import { parseSdJwtVc, splitSdJwt } from '../sd-jwt-vc/parse-sd-jwt-vc.ts';
import { processDisclosures } from '../sd-jwt-vc/process-disclosures.ts';
import { readHolderKey, verifyKeyBinding } from '../sd-jwt-vc/verify-key-binding.ts';
import { sha256 } from '../web-crypto.ts';
import { plainOf } from './claim-tree-fixture.ts';
import type { Proofs } from './proof-fixture.ts';
import { forEach, unwrap } from './proof-fixture.ts';
import { proveSpecification, readSettings } from './sd-jwt-vectors-fixture.ts';
import { readSpecification } from './specification-yaml-fixture.ts';

const deps = { sha256, verifyEs256 };
const key = await createFixtureKey();
const vct = 'https://credentials.example.com/identity_credential';
const john: JsonObject = {
  vct,
  given_name: 'John',
  family_name: 'Doe',
  date_of_birth: '1940-01-01',
  address: { street_address: '123 Main St', locality: 'Anytown' },
  locality: 'Anytown',
  region: 'Anystate',
  postal_code: '90210',
};

const queryOf = (text: string) => parseDcqlQuery(parseStrictJson(text));

/** A query for other formats is understood and not answered. */
function proveNotOurs(text: string): void {
  const match = matchDcql(queryOf(text), john);
  assert.ok(!match.ok);
  assert.equal(match.reason, 'other_credential');
}

function proveAnswered(expected: readonly string[]) {
  return (text: string): void => {
    const query = queryOf(text);
    const match = matchDcql(query, john);
    assert.ok(match.ok);
    assert.deepEqual([...match.required].sort(), [...expected].sort());
    // A value that is not the wanted one, a claim that is not there: no answer.
    for (const name of expected) {
      const { [name]: _gone, ...without } = john;
      assert.equal(matchDcql(query, without as JsonObject).ok, false, name);
    }
  };
}

/** Our wallet's word on a request that an example shows with its query left out. */
async function reasonOf(text: string, clientId: string): Promise<string> {
  const payload = JSON.parse(text.replace(/\{\s*\.\.\.\s*\}/, '{}')) as Record<string, unknown>;
  const signed = await createJwt({ alg: 'ES256', typ: requestObjectTyp }, payload, key.sign);
  const input = { clientId, caKeys: [], allowInsecureLocalhost: false, nowAt: 1_800_000_000 };
  const check = await verifyRequestObject(signed, input, deps);
  return check.ok ? 'ok' : check.reason;
}

const folder = 'openid4vp/sd_jwt_vcld/01';
const presentation = (): string => readVector(`${folder}/sd_jwt_presentation.txt`).replace(/\s/g, '');

/** The whole example: the settings' issuer signed it, the settings' holder presented it, the nonce is the settings'. */
async function proveVcld(text: string): Promise<void> {
  const { issuer, holder, nonce } = readSettings(text);
  const whole = presentation();
  const { issuerJwt } = parseSdJwtVc(whole);
  const { kty, crv, x, y } = issuer;
  const issuerKey = parseP256Jwk({ kty, crv, x, y } as JsonObject);
  assert.ok(await verifyEs256(issuerKey, issuerJwt.signedBytes, issuerJwt.signature));
  const bound = readHolderKey(issuerJwt.payload);
  assert.deepEqual([bound.x, bound.y], [holder['x'], holder['y']]);
  const demand = { aud: 'https://verifier.example.org', nonce: String(nonce) };
  assert.equal(await verifyKeyBinding(splitSdJwt(whole), bound, demand, deps), 1_744_743_394);
}

const vcldParts: Proofs = {
  'openid4vp/sd_jwt_vcld/settings.yml': {
    proves: 'signatures of issuer and holder, and the nonce',
    run: proveVcld,
  },
  [`${folder}/specification.yml`]: { proves: 'hidden and shown as it says', run: proveSpecification },
  [`${folder}/user_claims.json`]: {
    proves: 'the claims are those of the specification',
    run: (text) => {
      const claims = readSpecification(readVector(`${folder}/specification.yml`)).get('user_claims');
      assert.deepEqual(claims && plainOf(claims), JSON.parse(text));
    },
  },
  [`${folder}/verified_contents.json`]: {
    proves: 'the presentation resolves to its verified contents',
    run: (text) => {
      const { issuerJwt, disclosures } = parseSdJwtVc(presentation());
      assert.deepEqual(processDisclosures(issuerJwt.payload, disclosures, sha256).claims, JSON.parse(text));
    },
  },
  [`${folder}/sd_jwt_payload.json`]: {
    proves: 'the payload is read as it was written',
    run: (text) => assert.deepEqual(parseSdJwtVc(presentation()).issuerJwt.payload, JSON.parse(text)),
  },
  [`${folder}/sd_jwt_jws_part.txt`]: {
    proves: 'the presentation is split behind the issuer’s part',
    run: (text) => assert.equal(splitSdJwt(presentation()).issuerJwtText, unwrap(text.trim())),
  },
  [`${folder}/sd_jwt_presentation.txt`]: {
    proves: 'one disclosure of three, and the holder’s proof',
    run: (text) => {
      const { disclosures, keyBindingJwtText } = parseSdJwtVc(unwrap(text.trim()));
      assert.deepEqual(
        disclosures.map(({ name, value }) => [name, value]),
        [['givenName', 'John']],
      );
      assert.ok(keyBindingJwtText);
    },
  },
  [`${folder}/sd_jwt_issuance.txt`]: {
    proves: 'all three disclosures and no proof, as a wallet receives it',
    run: (text) => {
      const { disclosures, keyBindingJwtText } = parseSdJwtVc(unwrap(text.trim()));
      assert.deepEqual([disclosures.length, keyBindingJwtText], [3, undefined]);
    },
  },
  [`${folder}/disclosures.md`]: {
    proves: 'each disclosure has the digest and the contents that are printed',
    run: (text) => {
      const printed = [
        ...text.matchAll(/Hash: `([\w-]+)`\s*\* Disclosure:\\\n([\s\S]*?)\n \* Contents:\n`(.*)`/g),
      ];
      assert.equal(printed.length, 3);
      for (const [, digest, wrapped = '', contents = ''] of printed) {
        const encoded = wrapped.replace(/[`\\\s]/g, '');
        assert.equal(digestText(encoded, sha256), digest);
        assert.equal(encodeBase64url(encodeUtf8(contents)), encoded);
      }
    },
  },
  [`${folder}/kb_jwt_serialized.txt`]: {
    proves: 'it is the proof at the end of the presentation',
    run: (text) => assert.equal(parseSdJwtVc(presentation()).keyBindingJwtText, unwrap(text.trim())),
  },
  [`${folder}/kb_jwt_header.json`]: {
    proves: 'the proof’s header is read',
    run: (text) =>
      assert.deepEqual(
        parseJwt(parseSdJwtVc(presentation()).keyBindingJwtText ?? '').header,
        JSON.parse(text),
      ),
  },
  [`${folder}/kb_jwt_payload.json`]: {
    proves: 'the proof’s claims are read, its hash is over what was presented',
    run: (text) => {
      const { keyBindingJwtText, sdJwt } = splitSdJwt(presentation());
      const { payload } = parseJwt(keyBindingJwtText ?? '');
      assert.deepEqual(payload, JSON.parse(text));
      assert.equal(payload['sd_hash'], digestText(sdJwt, sha256));
    },
  },
};

export const openid4vpProofs: Proofs = {
  ...vcldParts,
  ...forEach(
    'openid4vp',
    ['query_lang/simple_mdoc.json', 'request/dcql_jwt_vc.json', 'request/dcql_ldp_vc.json'],
    {
      proves: 'a query for another format is understood and not answered',
      run: proveNotOurs,
    },
  ),
  ...forEach('openid4vp', ['query_lang/multi_credentials.json', 'query_lang/complex_mdoc.json'], {
    proves: 'a query for more than one credential is not answered with one',
    run: proveNotOurs,
  }),
  'openid4vp/query_lang/simple.json': {
    proves: 'three claims, one of them inside another',
    run: proveAnswered(['family_name', 'given_name', 'address']),
  },
  'openid4vp/query_lang/value_matching_simple.json': {
    proves: 'claims are matched by value',
    run: (text) => {
      proveAnswered(['family_name', 'given_name', 'address', 'postal_code'])(text);
      for (const change of [{ postal_code: '90212' }, { family_name: 'Roe' }])
        assert.equal(matchDcql(queryOf(text), { ...john, ...change }).ok, false);
    },
  },
  'openid4vp/query_lang/claims_alternatives.json': {
    proves: 'the first set that can be met is taken, then the second',
    run: (text) => {
      const first = matchDcql(queryOf(text), john);
      assert.ok(first.ok);
      assert.deepEqual([...first.required].sort(), ['date_of_birth', 'family_name', 'locality', 'region']);
      const { region: _, ...less } = john;
      const second = matchDcql(queryOf(text), less as JsonObject);
      assert.ok(second.ok);
      assert.deepEqual([...second.required].sort(), ['date_of_birth', 'family_name', 'postal_code']);
    },
  },
  'openid4vp/query_lang/credentials_alternatives.json': {
    proves: 'of alternatives the one is answered that this credential meets alone; what is optional stays so',
    run: (text) => {
      const query = queryOf(text);
      const match = matchDcql(query, john);
      assert.ok(match.ok);
      assert.equal(match.queryId, 'pid');
      // The optional set asks for another type of credential, which is not this one.
      assert.deepEqual(matchOptionalQueries(query, match, john), []);
    },
  },
  'openid4vp/credentials/sd_jwt_vc_unsecured.json': {
    proves: 'such a credential answers a query for its claims',
    run: (text) => {
      const query = {
        credentials: [
          { id: 'a', format: 'dc+sd-jwt', meta: { vct_values: [vct] }, claims: [{ path: ['birthdate'] }] },
        ],
      };
      const match = matchDcql(queryOf(JSON.stringify(query)), parseStrictJsonObject(text));
      assert.ok(match.ok);
      assert.deepEqual(match.required, ['birthdate']);
    },
  },
  'openid4vp/credentials/sd_jwt_vc.json': {
    proves: 'undisclosed claims vanish, the holder’s key is read',
    run: (text) => {
      const payload = parseStrictJsonObject(text);
      const { claims } = processDisclosures(payload, [], sha256);
      assert.equal(Object.hasOwn(claims, '_sd'), false);
      assert.equal(claims['vct'], vct);
      assert.equal(readHolderKey(claims).crv, 'P-256');
    },
  },
  'openid4vp/request/request_object_client_id_did.json': {
    proves: 'a verifier that names itself by a decentralized identifier is refused',
    run: async (text) =>
      assert.equal(await reasonOf(text, 'decentralized_identifier:did:example:123'), 'client_id_prefix'),
  },
  'openid4vp/request/request_header_client_id_did.json': {
    proves: 'a request signed by RSA is refused',
    run: async (text) => {
      const head = encodeBase64url(encodeUtf8(text));
      const input = { clientId: 'x', caKeys: [], allowInsecureLocalhost: false, nowAt: 0 };
      const check = await verifyRequestObject(`${head}.e30.AAAA`, input, deps);
      assert.ok(!check.ok);
      assert.equal(check.reason, 'alg');
    },
  },
  'openid4vp/digital_credentials_api/signed_request_payload_compact.json': {
    proves: 'a request for the browser’s credential API is not taken as a link’s',
    run: async (text) =>
      assert.equal(await reasonOf(text, 'x509_san_dns:rp.example.com'), 'client_id_prefix'),
  },
  'openid4vp/digital_credentials_api/signed_request_payload.json': {
    proves: 'a request that does not say who asks is refused',
    run: async (text) => assert.equal(await reasonOf(text, 'x509_hash:AAAA'), 'client_id'),
  },
  'openid4vp/digital_credentials_api/error_invalid_request.json': {
    proves: 'the error’s code is read',
    run: (text) => assert.deepEqual(parseOAuthError(text), { error: 'invalid_request' }),
  },
  'openid4vp/client_metadata/sd_jwt_vc_verifier_metadata.json': {
    proves: 'our own request names its algorithms by the same members',
    run: async (text) => {
      const formats = (value: unknown): object =>
        (value as { vp_formats_supported: Record<string, object> }).vp_formats_supported['dc+sd-jwt'] ?? {};
      const { client_metadata: ours } = parseJwt(await createGoodRequest()).payload;
      assert.deepEqual(Object.keys(formats(ours)), Object.keys(formats(JSON.parse(text))));
    },
  },
  'openid4vp/response/kb_jwt_unsecured.json': {
    proves: 'nonce and audience are read, and a hash over something else is refused',
    run: async (text) => {
      const payload = parseStrictJsonObject(text);
      const jwt = await createJwt({ alg: 'ES256', typ: 'kb+jwt' }, payload, key.sign);
      const split = splitSdJwt(`${presentation().slice(0, presentation().lastIndexOf('~') + 1)}${jwt}`);
      const demand = { aud: 'x509_san_dns:client.example.org', nonce: 'n-0S6_WzA2Mj' };
      const other = { ...demand, nonce: 'n-0S6_WzA2Mk' };
      await assert.rejects(verifyKeyBinding(split, key.jwk, demand, deps), { reason: 'key_binding_hash' });
      await assert.rejects(verifyKeyBinding(split, key.jwk, other, deps), { reason: 'key_binding_nonce' });
    },
  },
};
