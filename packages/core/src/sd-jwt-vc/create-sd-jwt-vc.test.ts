import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { decodeBase64url } from '../encoding/base64url.ts';
import { createSdJwtVc, encodeSdJwtVcHeader } from './create-sd-jwt-vc.ts';
import { parseSdJwtVc } from './parse-sd-jwt-vc.ts';
import {
  check,
  digest,
  disclosable,
  encodedHeader,
  issuer,
  mint,
  randomBytes,
  visible,
} from './sd-jwt-fixture.ts';

const deps = { randomBytes, sha256, sign: issuer.sign };
const digestCount = Object.keys(disclosable).length;

test('mints what the verifier reads back claim by claim', async () => {
  const result = await check(await mint(), { keyBinding: 'none' });
  assert.ok(result.ok);
  assert.deepEqual(result.claims, { ...visible, ...disclosable });
  assert.deepEqual([...result.disclosedNames].sort(), Object.keys(disclosable).sort());
});

test('reads back any claims of JSON', async () => {
  const name = fc
    .string({ minLength: 1, maxLength: 12 })
    .filter((text) => !(text in visible) && !/^(_sd.*|\.{3}|__proto__|nbf|aud|aka_vcts)$/.test(text));
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 }), async (claims) => {
      const text = JSON.stringify(claims);
      fc.pre(!/__proto__|"_sd|"\.\.\."/.test(text));
      const sdJwtVc = await createSdJwtVc(
        { encodedHeader, visible, disclosable: claims, digestCount: 6 },
        deps,
      );
      const result = await check(sdJwtVc, { keyBinding: 'none' });
      assert.ok(result.ok);
      assert.deepEqual(JSON.parse(JSON.stringify(result.claims)), { ...visible, ...JSON.parse(text) });
    }),
    { numRuns: 60 },
  );
});

test('ends in a tilde and names its type, algorithm and certificates (SDJ-001, VC-001, HAIP 6.1.1)', async () => {
  const certificate = randomBytes(400);
  const header = encodeSdJwtVcHeader([certificate], 'AAECAwQFBgc');
  const text = await createSdJwtVc({ encodedHeader: header, visible, disclosable, digestCount }, deps);
  assert.ok(text.endsWith('~'));
  assert.deepEqual(parseSdJwtVc(text).issuerJwt.header, {
    alg: 'ES256',
    typ: 'dc+sd-jwt',
    kid: 'AAECAwQFBgc',
    x5c: [Buffer.from(certificate).toString('base64')],
  });
});

test('gives every disclosure of a batch its own salt of 128 bits (SDJ-005, SDJ-020)', async () => {
  const batch = await Promise.all(Array.from({ length: 10 }, () => mint()));
  const salts = batch
    .flatMap((text) => parseSdJwtVc(text).disclosures)
    .map(({ encoded }) => String(JSON.parse(Buffer.from(encoded, 'base64url').toString())[0]));
  assert.equal(salts.length, 10 * Object.keys(disclosable).length);
  assert.equal(new Set(salts).size, salts.length);
  for (const salt of salts) assert.equal(decodeBase64url(salt).length, 16);
});

test('hides the order of the claims: the digests are sorted (SDJ-007)', async () => {
  const firsts = new Set<number>();
  for (let round = 0; round < 40; round += 1) {
    const { issuerJwt, disclosures } = parseSdJwtVc(await mint());
    const digests = issuerJwt.payload['_sd'] as readonly string[];
    assert.deepEqual([...digests].sort(), digests);
    firsts.add(digests.indexOf(digest(disclosures[0]?.encoded ?? '')));
  }
  assert.equal(firsts.size, Object.keys(disclosable).length);
});

test('adds decoys that nobody can tell from digests of claims (SDJ-008)', async () => {
  const text = await createSdJwtVc(
    { encodedHeader, visible, disclosable, digestCount: digestCount + 3 },
    deps,
  );
  const digests = parseSdJwtVc(text).issuerJwt.payload['_sd'] as readonly string[];
  assert.equal(new Set(digests).size, Object.keys(disclosable).length + 3);
  for (const one of digests) assert.equal(decodeBase64url(one).length, 32);
  const result = await check(text, { keyBinding: 'none' });
  assert.ok(result.ok);
  assert.deepEqual(result.claims, { ...visible, ...disclosable });
});

test('refuses to hide what decides validity, and reserved or taken names (SDJ-005, SDJ-019, VC-003)', async () => {
  const names = [
    ...[
      'iss',
      'nbf',
      'exp',
      'iat',
      'cnf',
      'vct',
      'vct#integrity',
      'aka_vcts',
      'status',
      'demo',
      'authority_note',
    ],
    ...['_sd', '...', '_sd_alg', '__proto__'],
  ];
  for (const name of names) {
    const claims = JSON.parse(`{"${name}":1}`);
    await assert.rejects(
      createSdJwtVc({ encodedHeader, visible, disclosable: claims, digestCount: 6 }, deps),
      {
        type: 'invalid_input',
      },
    );
  }
  const taken = { ...visible, locality: 'Giżycko' };
  await assert.rejects(
    createSdJwtVc({ encodedHeader, visible: taken, disclosable: { locality: 'x' }, digestCount: 1 }, deps),
    { type: 'invalid_input' },
  );
});
