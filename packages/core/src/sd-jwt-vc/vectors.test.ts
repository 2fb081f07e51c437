import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { P256PublicJwk } from '../deps.ts';
import { parseP256Jwk } from '../encoding/jwk.ts';
import { parseStrictJson } from '../encoding/strict-json.ts';
import { readVector, vectorsOption } from '../encoding/vectors-fixture.ts';
import { parseSdJwtVc } from './parse-sd-jwt-vc.ts';
import { processDisclosures } from './process-disclosures.ts';
import { deps } from './sd-jwt-fixture.ts';
import { readHolderKey, verifyKeyBinding } from './verify-key-binding.ts';
import { verifySdJwtVc } from './verify-sd-jwt-vc.ts';

type Example = {
  readonly compact: string;
  readonly header: Record<string, unknown>;
  readonly payload: Record<string, unknown>;
  readonly kb?: { readonly payload: { readonly aud: string; readonly nonce: string } } | null;
};

const read = (): { examples: readonly Example[]; key: P256PublicJwk } => ({
  examples: JSON.parse(readVector('sd-jwt/sd-jwt-spec-examples.json')),
  key: parseP256Jwk(JSON.parse(readVector('sd-jwt/issuer-key.json'))[0]),
});

test('reads, verifies and resolves the eight examples of RFC 9901', vectorsOption, async () => {
  const { examples, key } = read();
  assert.equal(examples.length, 8);
  for (const { compact, header, payload } of examples) {
    const { issuerJwt, disclosures } = parseSdJwtVc(compact);
    assert.deepEqual(issuerJwt.header, header);
    assert.deepEqual(issuerJwt.payload, payload);
    assert.ok(await deps.verifyEs256(key, issuerJwt.signedBytes, issuerJwt.signature));
    const { claims } = processDisclosures(issuerJwt.payload, disclosures, deps.sha256);
    assert.ok(!/"_sd|"\.\.\."/.test(JSON.stringify(claims)));
  }
});

test('accepts the three key bindings of RFC 9901 and no other nonce', vectorsOption, async () => {
  const { examples } = read();
  const bound = examples.filter(({ compact }) => !compact.endsWith('~'));
  assert.equal(bound.length, 3);
  for (const { compact } of bound) {
    const parsed = parseSdJwtVc(compact);
    const split = { ...parsed, disclosureTexts: parsed.disclosures.map(({ encoded }) => encoded) };
    const [, body = ''] = (parsed.keyBindingJwtText ?? '').split('.');
    const { aud, nonce } = parseStrictJson(Buffer.from(body, 'base64url')) as { aud: string; nonce: string };
    const holder = readHolderKey(parsed.issuerJwt.payload);
    assert.ok((await verifyKeyBinding(split, holder, { aud, nonce }, deps)) > 1_600_000_000);
    await assert.rejects(verifyKeyBinding(split, holder, { aud, nonce: `${nonce}0` }, deps), {
      reason: 'key_binding_nonce',
    });
  }
});

test('verifies the SD-JWT VC example whole, PID and all', vectorsOption, async () => {
  const { examples, key } = read();
  const [example] = examples.filter(
    ({ compact, header: { typ } }) => typ === 'dc+sd-jwt' && !compact.endsWith('~'),
  );
  assert.ok(example);
  const [, body = ''] = (parseSdJwtVc(example.compact).keyBindingJwtText ?? '').split('.');
  const { aud, nonce, iat } = JSON.parse(Buffer.from(body, 'base64url').toString());
  const result = await verifySdJwtVc(
    {
      sdJwtVc: example.compact,
      issuerKey: key,
      vct: String(example.payload['vct']),
      keyBinding: { aud, nonce },
      nowAt: iat,
    },
    deps,
  );
  assert.ok(result.ok, result.ok ? '' : result.reason);
  assert.equal(result.keyBoundAt, iat);
  assert.ok(result.disclosedNames.length > 0);
});

test('resolves the presentation of the OpenID4VP example to its verified contents', vectorsOption, () => {
  const folder = 'openid4vp/sd_jwt_vcld/01';
  const text = readVector(`${folder}/sd_jwt_presentation.txt`).replace(/\s/g, '');
  const { issuerJwt, disclosures } = parseSdJwtVc(text);
  const { claims } = processDisclosures(issuerJwt.payload, disclosures, deps.sha256);
  assert.deepEqual(claims, JSON.parse(readVector(`${folder}/verified_contents.json`)));
});
