import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import { SDJwtInstance } from '@sd-jwt/core';
import { compactVerify, importJWK } from 'jose';
import type { P256PublicJwk } from '../deps.ts';
import { parseSdJwtVc } from './parse-sd-jwt-vc.ts';
import {
  check,
  demand,
  deps,
  device,
  disclosable,
  issuer,
  mint,
  nowAt,
  present,
  randomBytes,
  visible,
} from './sd-jwt-fixture.ts';

/** Ours against @sd-jwt/core and jose, both ways. */

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const signBy = (key: typeof issuer) => async (data: string) => base64url(await key.sign(Buffer.from(data)));
const verifyBy = (jwk: P256PublicJwk) => (data: string, signature: string) =>
  verify(
    'sha256',
    Buffer.from(data),
    { key: createPublicKey({ key: { ...jwk }, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );

const peer = new SDJwtInstance({
  signer: signBy(issuer),
  signAlg: 'ES256',
  verifier: verifyBy(issuer.jwk),
  hasher: (data) => deps.sha256(typeof data === 'string' ? Buffer.from(data) : new Uint8Array(data)),
  hashAlg: 'sha-256',
  saltGenerator: (length) => base64url(randomBytes(length)),
  kbSigner: signBy(device),
  kbSignAlg: 'ES256',
  kbVerifier: (data, signature) => verifyBy(device.jwk)(data, signature),
});

test('@sd-jwt/core verifies what we mint and present, and reads the same claims', async () => {
  const presentation = await present(await mint());
  const verified = await peer.verify(presentation, {
    requiredClaimKeys: ['given_name', 'school'],
    keyBindingNonce: demand.nonce,
    currentDate: nowAt,
  });
  const { given_name, school } = disclosable;
  assert.deepEqual(verified.payload, { ...visible, given_name, school });
  assert.equal(verified.kb?.payload.aud, demand.aud);
});

test('we verify what @sd-jwt/core issues and presents, nested disclosures and arrays too', async () => {
  const claims = { ...visible, ...disclosable, nationalities: ['PL', 'UA'] };
  const issued = await peer.issue(
    claims,
    {
      _sd: ['given_name', 'family_name', 'school'],
      school: { _sd: ['rspo'] },
      nationalities: { _sd: [0, 1] },
    } as never,
    { header: { typ: 'dc+sd-jwt' } },
  );
  const presented = await peer.present(
    issued,
    { given_name: true, school: { rspo: true }, nationalities: { 1: true } } as never,
    { kb: { payload: { iat: nowAt, ...demand } as never } },
  );
  const result = await check(presented);
  assert.ok(result.ok, result.ok ? '' : result.reason);
  const { family_name: _, ...shown } = claims;
  assert.deepEqual(result.claims, { ...shown, nationalities: ['UA'] });
});

test('jose verifies the signatures of our credential and of our key binding', async () => {
  const { issuerJwtText, keyBindingJwtText } = parseSdJwtVc(await present(await mint()));
  await compactVerify(issuerJwtText, await importJWK(issuer.jwk, 'ES256'));
  const bound = await compactVerify(keyBindingJwtText ?? '', await importJWK(device.jwk, 'ES256'));
  assert.equal(bound.protectedHeader.typ, 'kb+jwt');
});
