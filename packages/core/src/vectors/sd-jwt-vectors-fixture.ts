import assert from 'node:assert/strict';
import { createJwt } from '../encoding/jwt.ts';
import type { JsonObject, JsonValue } from '../encoding/strict-json.ts';
import { isJsonObject, parseStrictJsonObject } from '../encoding/strict-json.ts';
import { createFixtureKey, verifyEs256 } from '../offline-qr/offline-fixture.ts';
import { digestText } from '../sd-jwt-vc/disclosure.ts';
import { parseSdJwtVc, splitSdJwt } from '../sd-jwt-vc/parse-sd-jwt-vc.ts';
import { processDisclosures } from '../sd-jwt-vc/process-disclosures.ts';
import { readHolderKey, verifyKeyBinding } from '../sd-jwt-vc/verify-key-binding.ts';
import { sha256 } from '../web-crypto.ts';
import type { ClaimTree, Frame } from './claim-tree-fixture.ts';
import { plainOf, readDisclosureFrame, sealClaims, selectClaims } from './claim-tree-fixture.ts';
import type { Proofs } from './proof-fixture.ts';
import { forEach } from './proof-fixture.ts';
import { readSpecification } from './specification-yaml-fixture.ts';

const issuer = await createFixtureKey();
const holder = await createFixtureKey();

/** One example names a holder's key of its own; the tests hold another. */
function withoutKey(claims: JsonValue): JsonObject {
  assert.ok(isJsonObject(claims));
  const { cnf: _key, ...rest } = claims;
  return rest as JsonObject;
}

/** Issues, presents and reads back; what comes out is what the example says. */
async function proveRoundTrip(tree: ClaimTree, frame: Frame, header: JsonObject = {}): Promise<JsonValue> {
  const { payload, all, shown } = sealClaims(tree, frame);
  assert.ok(isJsonObject(payload));
  const { kty, crv, x, y } = holder.jwk;
  const whole = { ...payload, _sd_alg: 'sha-256', cnf: { jwk: { kty, crv, x, y } } };
  const jwt = await createJwt({ alg: 'ES256', typ: 'example+sd-jwt', ...header }, whole, issuer.sign);
  const sdJwt = [jwt, ...shown, ''].join('~');
  const iat = 1_702_316_015;
  const bound = { iat, aud: 'https://verifier.example.org', nonce: '1234567890' };
  const keyBinding = await createJwt(
    { alg: 'ES256', typ: 'kb+jwt' },
    { ...bound, sd_hash: digestText(sdJwt, sha256) },
    holder.sign,
  );
  const parsed = parseSdJwtVc(sdJwt + keyBinding);
  const { header: readHeader, signedBytes, signature, payload: readPayload } = parsed.issuerJwt;
  assert.ok(await verifyEs256(issuer.jwk, signedBytes, signature));
  for (const [name, value] of Object.entries(header)) assert.deepEqual(readHeader[name], value);
  const deps = { sha256, verifyEs256 };
  assert.equal(
    await verifyKeyBinding(splitSdJwt(sdJwt + keyBinding), readHolderKey(readPayload), bound, deps),
    iat,
  );
  const { cnf: _key, ...claims } = processDisclosures(readPayload, parsed.disclosures, sha256).claims;
  assert.deepEqual(claims, withoutKey(selectClaims(tree, frame)));
  // With everything disclosed nothing is missing, and not one may be left over.
  const everything = parseSdJwtVc([jwt, ...all, ''].join('~'));
  const { cnf: _all, ...known } = processDisclosures(readPayload, everything.disclosures, sha256).claims;
  assert.deepEqual(known, withoutKey(plainOf(tree)));
  return claims;
}

async function proveFrames(text: string): Promise<void> {
  const example = parseStrictJsonObject(text);
  const {
    claims = null,
    disclosureFrame,
    presentationFrames,
    presentedClaims,
    extraHeaderParameters,
  } = example;
  const header = isJsonObject(extraHeaderParameters) ? extraHeaderParameters : {};
  const seen = await proveRoundTrip(readDisclosureFrame(claims, disclosureFrame), presentationFrames, header);
  assert.deepEqual(seen, presentedClaims);
}

/** The example's library drops an object of which nothing was shown; by RFC 9901 7.1 the digests go and the object stays. */
async function proveNothingShown(text: string): Promise<void> {
  const { claims = null, disclosureFrame, presentedClaims } = parseStrictJsonObject(text);
  const seen = await proveRoundTrip(readDisclosureFrame(claims, disclosureFrame), undefined);
  assert.deepEqual([seen, presentedClaims], [{ is_over: {} }, {}]);
}

export async function proveSpecification(text: string): Promise<void> {
  const { [0]: claims, [1]: shown } = ['user_claims', 'holder_disclosed_claims'].map((name) =>
    readSpecification(text).get(name),
  );
  assert.ok(claims?.kind === 'object');
  // Whether something is hidden at all is what these files are for.
  assert.match(text, /!sd/);
  assert.ok(sealClaims(claims, undefined).all.length > 0);
  await proveRoundTrip(claims, shown && plainOf(shown));
}

/** Issuer and holder of the examples in `settings.yml`, public halves. */
export function readSettings(text: string): { issuer: JsonObject; holder: JsonObject; nonce: JsonValue } {
  const settings = readSpecification(text);
  const keys = settings.get('key_settings');
  const nonce = settings.get('key_binding_nonce');
  const plain = keys === undefined ? null : plainOf(keys);
  assert.ok(isJsonObject(plain) && nonce !== undefined);
  const { issuer_keys: issuers, holder_key: own } = plain;
  const [first] = Array.isArray(issuers) ? (issuers as readonly JsonValue[]) : [];
  assert.ok(isJsonObject(first) && isJsonObject(own));
  return { issuer: first, holder: own, nonce: plainOf(nonce) };
}

export const sdJwtProofs: Proofs = {
  ...forEach(
    'sd-jwt/sd-jwt-js',
    [
      'array_data_types.json',
      'array_full_sd.json',
      'array_in_sd.json',
      'array_nested_in_plain.json',
      'array_of_nulls.json',
      'array_of_objects.json',
      'array_of_scalars.json',
      'array_recursive_sd.json',
      'array_recursive_sd_some_disclosed.json',
      'complex.json',
      'header_mod.json',
      'json_serialization.json',
      'key_binding.json',
      'no_sd.json',
      'object_data_types.json',
      'recursions.json',
    ],
    { proves: 'hidden at any depth, shown by a frame, read back as the example says', run: proveFrames },
  ),
  ...forEach(
    'sd-jwt/spec-yml',
    [
      'address_only_flat',
      'address_only_recursive',
      'address_only_structured',
      'address_only_structured_one_open',
      'arf-pid',
      'complex_eidas',
      'complex_eidas_proposal',
      'complex_ekyc',
      'json_serialization_flattened',
      'json_serialization_general',
      'jsonld',
      'simple',
      'simple_structured',
      'w3c-vc',
      'w3c-vc_for_slide_deck',
    ].map((name) => `${name}/specification.yml`),
    {
      proves: 'the claims that are marked are hidden, those that the holder names are read',
      run: proveSpecification,
    },
  ),
  'sd-jwt/sd-jwt-js/array_none_disclosed.json': {
    proves: 'of an object of which nothing is shown an empty one is left',
    run: proveNothingShown,
  },
  'sd-jwt/spec-yml/settings.yml': {
    proves: 'the examples’ keys are keys of ours',
    run: (text) => {
      const { issuer: key, holder: own, nonce } = readSettings(text);
      assert.equal(nonce, '1234567890');
      for (const { x, y } of [key, own]) assert.match(`${String(x)}${String(y)}`, /^[\w-]{86}$/);
    },
  },
};
