import assert from 'node:assert/strict';
import { decodeBase64, encodeBase64url } from '../encoding/base64url.ts';
import { jwkThumbprint, parseP256Jwk } from '../encoding/jwk.ts';
import { parseJwt } from '../encoding/jwt.ts';
import { isJsonObject, type JsonObject, parseStrictJsonObject } from '../encoding/strict-json.ts';
import { verifyEs256 } from '../offline-qr/offline-fixture.ts';
import { parseCredentialOffer } from '../openid4vci/credential-offer.ts';
import { parseCredentialRequest, parseCredentialResponse } from '../openid4vci/credential-request.ts';
import { parseIssuerMetadata } from '../openid4vci/issuer-metadata.ts';
import { parseSdJwtVc } from '../sd-jwt-vc/parse-sd-jwt-vc.ts';
import { SdJwtRefusal } from '../sd-jwt-vc/sd-jwt-reason.ts';
import { parseLeafCertificate } from '../trust/leaf-certificate.ts';
import { sha256 } from '../web-crypto.ts';
import type { Proofs } from './proof-fixture.ts';
import { bodyOf, unwrap } from './proof-fixture.ts';

const strict = { allowInsecureLocalhost: false };
const issuer = 'https://credential-issuer.example.com';
const isMalformed = { type: 'malformed' };

/** A whole document around the part that an example shows. */
function metadataWith(text: string) {
  const part = parseStrictJsonObject(text);
  const whole = { credential_issuer: issuer, credential_endpoint: `${issuer}/credential`, ...part };
  return parseIssuerMetadata(JSON.stringify(whole), issuer, strict).configurations;
}

function proveFormat(id: string, format: string, vct?: string) {
  return (text: string): void => assert.deepEqual(metadataWith(text).get(id), { format, vct });
}

function firstJson(text: string): JsonObject {
  return parseStrictJsonObject(text);
}

export const openid4vciProofs: Proofs = {
  'openid4vci/credential_offer_pre-authz_code.json': {
    proves: 'an offer with a code and a transaction code is taken',
    run: (text) => {
      const { preAuthorizedCode, txCode, credentialIssuer } = parseCredentialOffer(text, strict);
      assert.deepEqual([preAuthorizedCode, credentialIssuer], ['adhjhdjajkdkhjhdj', issuer]);
      assert.match(txCode?.description ?? '', /SMS/);
    },
  },
  'openid4vci/credential_offer_by_reference.json': {
    proves: 'a transaction code without any hint is a number of unknown length',
    run: (text) => {
      const { txCode } = parseCredentialOffer(text, strict);
      assert.deepEqual(txCode, { inputMode: 'numeric', length: undefined, description: undefined });
    },
  },
  'openid4vci/credential_offer_multiple_credentials.json': {
    proves: 'all offered configurations and the length of the transaction code are read',
    run: (text) => {
      const { credentialConfigurationIds, txCode } = parseCredentialOffer(text, strict);
      assert.deepEqual(credentialConfigurationIds, ['UniversityDegreeCredential', 'org.iso.18013.5.1.mDL']);
      assert.equal(txCode?.length, 4);
    },
  },
  'openid4vci/credential_offer_authz_code.txt': {
    proves: 'an offer with an authorization code only is refused: this wallet takes no other grant',
    run: (text) => assert.throws(() => parseCredentialOffer(bodyOf(text), strict), isMalformed),
  },
  'openid4vci/credential_issuer_metadata_sd_jwt_long.json': {
    proves: 'a full document of an issuer is read, and not as another issuer’s',
    run: (text) => {
      const metadata = parseIssuerMetadata(text, issuer, strict);
      assert.equal(metadata.credentialEndpoint, `${issuer}/credential`);
      assert.equal(metadata.nonceEndpoint, `${issuer}/nonce`);
      assert.equal(metadata.authorizationServers[0], 'https://server.example.com');
      assert.ok([...metadata.configurations.values()].some(({ format }) => format === 'dc+sd-jwt'));
      assert.throws(() => parseIssuerMetadata(text, `${issuer}/x`, strict), isMalformed);
    },
  },
  'openid4vci/credential_issuer_metadata_sd_jwt_jwt.txt': {
    proves: 'a signed document is parsed, its certificate’s key read and its signature verified',
    run: async (text) => {
      const jwt = parseJwt(unwrap(text.trim()));
      assert.equal(jwt.header['typ'], 'openidvci-issuer-metadata+jwt');
      const [der] = jwt.header['x5c'] as readonly string[];
      const { key, isCa } = parseLeafCertificate(decodeBase64(der ?? ''));
      assert.ok(isCa);
      assert.ok(await verifyEs256(key, jwt.signedBytes, jwt.signature));
      assert.equal(jwt.payload['sub'], issuer);
      assert.ok(parseIssuerMetadata(JSON.stringify(jwt.payload), issuer, strict).configurations.size > 0);
    },
  },
  'openid4vci/credential_metadata_sd_jwt_vc.json': {
    proves: 'our format and its type are found',
    run: proveFormat('SD_JWT_VC_example_in_OpenID4VCI', 'dc+sd-jwt', 'SD_JWT_VC_example_in_OpenID4VCI'),
  },
  'openid4vci/credential_metadata_mso_mdoc.json': {
    proves: 'another format is told from ours',
    run: proveFormat('org.iso.18013.5.1.mDL', 'mso_mdoc'),
  },
  'openid4vci/credential_metadata_jwt_vc_json.json': {
    proves: 'another format is told from ours',
    run: proveFormat('UniversityDegreeCredential', 'jwt_vc_json'),
  },
  'openid4vci/credential_metadata_ldp_vc.json': {
    proves: 'another format is told from ours',
    run: proveFormat('UniversityDegree_LDP_VC', 'ldp_vc'),
  },
  'openid4vci/credential_request_iso_mdl.json': {
    proves: 'a request by format, as before 1.0, is refused with the code of the standard',
    run: (text) =>
      assert.throws(() => parseCredentialRequest(text, { configurationId: 'school-id', batchMax: 4 }), {
        name: 'ProtocolError',
        code: 'invalid_credential_request',
      }),
  },
  'openid4vci/credential_response_sd_jwt_vc.txt': {
    proves: 'an issued SD-JWT VC is taken out of the answer and parsed',
    run: (text) => {
      const [credential = ''] = parseCredentialResponse(bodyOf(text)).credentials;
      assert.equal(parseSdJwtVc(credential).issuerJwt.header['typ'], 'dc+sd-jwt');
    },
  },
  'openid4vci/credential_response_jwt_vc_json.txt': {
    proves: 'a credential of another format is text, and none of ours',
    run: (text) => {
      const [credential = ''] = parseCredentialResponse(bodyOf(text)).credentials;
      assert.throws(
        () => parseSdJwtVc(credential),
        (error: Error & { type?: string }) => error instanceof SdJwtRefusal || error.type === 'malformed',
      );
    },
  },
  'openid4vci/credential_response_mso_mdoc.txt': {
    proves: 'a credential of another format is text, and none of ours',
    run: (text) => {
      const { credentials } = parseCredentialResponse(bodyOf(text));
      assert.throws(() => parseSdJwtVc(credentials[0] ?? ''));
    },
  },
  'openid4vci/credential_response_ldp_vc.txt': {
    proves: 'a credential that is an object is refused',
    run: (text) => assert.throws(() => parseCredentialResponse(bodyOf(text)), isMalformed),
  },
  'openid4vci/issuer_jwks.json': {
    proves: 'the key is one of ours, and its thumbprint is the one in its name',
    run: (text) => {
      const { jwks } = firstJson(unwrap(text));
      const keys = isJsonObject(jwks) ? (jwks['keys'] as readonly JsonObject[]) : [];
      const [key] = keys;
      const thumbprint = jwkThumbprint(parseP256Jwk(key), sha256);
      assert.equal(String(key?.['kid']).split(':').at(-1), thumbprint);
      assert.equal(encodeBase64url(sha256(new Uint8Array())).length, thumbprint.length);
    },
  },
};
