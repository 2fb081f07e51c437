import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { concatBytes } from '../encoding/bytes.ts';
import { createFixtureKey, verifyEs256 } from '../offline-qr/offline-fixture.ts';
import type { CertificateOptions } from './certificate-fixture.ts';
import {
  createAuthorityKeyId,
  createCertificate,
  createExtension,
  createExtKeyUsage,
  createPolicies,
  der,
} from './certificate-fixture.ts';
import { ecdsaDerToRaw, readDerSequence } from './der.ts';
import { parseLeafCertificate, verifyLeafCertificate } from './leaf-certificate.ts';

const nowAt = 1_789_380_000;
const issuer = 'http://localhost:8080';
const ca = await createFixtureKey();
const leaf = await createFixtureKey();
const honest: CertificateOptions = {
  key: leaf.jwk,
  sign: ca.sign,
  notBeforeAt: nowAt - 100,
  notAfterAt: nowAt + 100,
  keyUsage: 0x80,
};

async function reasonOf(changes: Partial<CertificateOptions>, at = nowAt, name = issuer): Promise<string> {
  const certificate = await createCertificate({ ...honest, ...changes });
  const finding = await verifyLeafCertificate(certificate, ca.jwk, name, at, { verifyEs256 });
  return finding.ok ? 'ok' : finding.reason;
}

test('accepts a leaf directly under the anchor and gives its key', async () => {
  const certificate = await createCertificate(honest);
  const finding = await verifyLeafCertificate(certificate, ca.jwk, issuer, nowAt, { verifyEs256 });
  assert.ok(finding.ok);
  assert.deepEqual(finding.key, leaf.jwk);
});

test('reads a certificate as node reads it', async () => {
  for (const notAfterAt of [nowAt + 100, Date.UTC(2060, 1, 29) / 1000]) {
    const certificate = await createCertificate({ ...honest, notAfterAt });
    const theirs = new X509Certificate(certificate);
    const ours = parseLeafCertificate(certificate);
    assert.equal(ours.notBeforeAt, theirs.validFromDate.getTime() / 1000);
    assert.equal(ours.notAfterAt, theirs.validToDate.getTime() / 1000);
    assert.equal(`URI:${ours.sanUris[0]}`, theirs.subjectAltName);
    const { x, y } = theirs.publicKey.export({ format: 'jwk' });
    assert.deepEqual([ours.key.x, ours.key.y], [x, y]);
    assert.equal(ours.isCa, theirs.ca);
  }
});

test('refuses a leaf of another certification authority under the same name (N-PRS-024)', async () => {
  const evil = await createFixtureKey();
  assert.equal(await reasonOf({ sign: evil.sign }), 'signature');
});

test('refuses a leaf before its first and after its last second (N-PRS-025)', async () => {
  assert.equal(await reasonOf({}, nowAt - 101), 'not_yet_valid');
  assert.equal(await reasonOf({}, nowAt - 100), 'ok');
  assert.equal(await reasonOf({}, nowAt + 100), 'ok');
  assert.equal(await reasonOf({}, nowAt + 101), 'expired');
});

test('refuses a self-signed leaf and the anchor itself (N-PRS-026, HAIP 6.1.1)', async () => {
  assert.equal(await reasonOf({ subjectName: 'Test CA' }), 'self_signed');
  assert.equal(await reasonOf({ key: ca.jwk }), 'self_signed');
});

test('refuses a leaf that may not sign, and an authority as a leaf (N-PRS-027)', async () => {
  assert.equal(await reasonOf({ keyUsage: undefined }), 'key_usage');
  assert.equal(await reasonOf({ keyUsage: 0x40 }), 'key_usage');
  assert.equal(await reasonOf({ isCa: true }), 'is_ca');
});

test('refuses a leaf of issuer A for issuer B, whatever the case or the slash (N-PRS-028)', async () => {
  for (const uri of ['http://localhost:8081', 'http://localhost:8080/', 'http://LOCALHOST:8080', '']) {
    assert.equal(await reasonOf({ uri }), 'san', uri);
  }
});

test('refuses a critical extension that it does not understand, and one extension twice (TRUST-001)', async () => {
  assert.equal(await reasonOf({ hasNameConstraints: true }), 'critical_extension');
  assert.equal(await reasonOf({ repeatsKeyUsage: true }), 'malformed');
});

test('understands critical purposes and policies, and extensions that say „critical: no” in full', async () => {
  const [serverAuth, clientAuth, codeSigning, mail, timeStamp] = [1, 2, 3, 4, 8];
  for (const purposes of [
    [serverAuth],
    [clientAuth],
    [serverAuth, clientAuth],
    [clientAuth, codeSigning],
    [36],
  ])
    for (const isCritical of [true, false])
      assert.equal(
        await reasonOf({ more: [createExtKeyUsage(purposes, isCritical)] }),
        'ok',
        String(purposes),
      );
  for (const purposes of [[codeSigning], [mail], [timeStamp], [9], [codeSigning, timeStamp]])
    for (const isCritical of [true, false])
      assert.equal(
        await reasonOf({ more: [createExtKeyUsage(purposes, isCritical)] }),
        'extended_key_usage',
        String(purposes),
      );
  for (const qualifier of [undefined, 1, 2])
    assert.equal(await reasonOf({ more: [createPolicies(qualifier)] }), 'ok');
  assert.equal(await reasonOf({ more: [createPolicies(9)] }), 'critical_extension');
  assert.equal(await reasonOf({ more: [createPolicies(9, false)] }), 'ok');
  const inFull = der(
    0x30,
    der(0x06, Uint8Array.of(0x55, 0x1d, 99)),
    der(0x01, Uint8Array.of(0)),
    der(0x04, Uint8Array.of(5, 0)),
  );
  assert.equal(await reasonOf({ more: [inFull] }), 'ok');
});

test('refuses purposes and policies that name nothing, one policy twice, a path length without an authority', async () => {
  const empty = der(0x30);
  for (const oid of [
    [0x55, 0x1d, 37],
    [0x55, 0x1d, 32],
  ])
    assert.equal(await reasonOf({ more: [createExtension(oid, empty)] }), 'malformed', String(oid));
  const policy = der(0x30, der(0x06, Uint8Array.of(0x2b, 6)));
  assert.equal(
    await reasonOf({ more: [createExtension([0x55, 0x1d, 32], der(0x30, policy, policy))] }),
    'malformed',
  );
  assert.equal(await reasonOf({ pathLength: 0 }), 'malformed');
  assert.equal(await reasonOf({ more: [createExtKeyUsage([1]), createExtKeyUsage([1])] }), 'malformed');
  assert.equal(
    await reasonOf({ more: [createExtension([0x55, 0x1d, 31], empty, true)] }),
    'critical_extension',
  );
});

test('reads the authority’s key identifier; a leaf by another algorithm is read but vouched for by nobody', async () => {
  const id = Uint8Array.of(1, 2, 3, 250);
  const parsed = parseLeafCertificate(
    await createCertificate({ ...honest, more: [createAuthorityKeyId(id)] }),
  );
  assert.equal(parsed.authorityKeyId, 'AQID-g');
  assert.equal(await reasonOf({ isOtherAlgorithm: true }), 'signature');
});

test('refuses other curves, compressed points, and a certificate beyond 4 KB', async () => {
  assert.equal(await reasonOf({ isOtherCurve: true }), 'malformed');
  for (const pointHead of [[0, 2], [4, 4], [0], [0, 4, 0]])
    assert.equal(await reasonOf({ pointHead }), 'malformed');
  assert.equal(await reasonOf({ extraBytes: 3000 }), 'ok');
  assert.equal(await reasonOf({ extraBytes: 4096 }), 'malformed');
});

test('never says ok of a certificate with one changed byte, and never throws', async () => {
  const certificate = await createCertificate(honest);
  await fc.assert(
    fc.asyncProperty(fc.nat(certificate.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
      const changed = Uint8Array.from(certificate);
      changed[at] = (changed[at] ?? 0) ^ mask;
      const finding = await verifyLeafCertificate(changed, ca.jwk, issuer, nowAt, { verifyEs256 });
      assert.ok(!finding.ok);
    }),
    { numRuns: 300 },
  );
});

test('refuses any cut and any addition', async () => {
  const certificate = await createCertificate(honest);
  for (let length = 0; length < certificate.length; length += 7) {
    assert.throws(() => parseLeafCertificate(certificate.subarray(0, length)), { type: 'malformed' });
  }
  assert.throws(() => parseLeafCertificate(concatBytes(certificate, Uint8Array.of(0))), {
    type: 'malformed',
  });
});

test('answers any bytes with elements or malformed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        const whole = concatBytes(...readDerSequence(bytes).map((element) => element.whole));
        assert.deepEqual(whole, bytes);
      } catch (error) {
        assert.equal((error as { type?: string }).type, 'malformed');
      }
    }),
  );
});

test('refuses lengths that are indefinite or longer than needed (X.690 10.1)', () => {
  for (const bytes of [
    [0x30, 0x80, 0, 0],
    [0x04, 0x81, 1, 0],
    [0x04, 0x82, 0, 1, 0],
    [0x1f, 1, 0],
    [0x04],
    [0x04, 2, 0],
  ]) {
    assert.throws(() => readDerSequence(Uint8Array.from(bytes)), { type: 'malformed' });
  }
});

test('turns a DER signature into r and s and refuses every other spelling', () => {
  const integers = (r: readonly number[], s: readonly number[]): Uint8Array =>
    der(0x30, der(0x02, Uint8Array.from(r)), der(0x02, Uint8Array.from(s)));
  const raw = ecdsaDerToRaw(integers([5], [0, 0x80]));
  assert.equal(raw[31], 5);
  assert.equal(raw[63], 0x80);
  assert.equal(raw.length, 64);
  for (const bad of [
    integers([0, 5], [1]),
    integers([0x80], [1]),
    integers([], [1]),
    integers(
      Array.from({ length: 33 }, () => 1),
      [1],
    ),
    concatBytes(integers([1], [1]), Uint8Array.of(0)),
    der(0x30, der(0x02, Uint8Array.of(1))),
    der(0x30, ...[1, 2, 3].map((value) => der(0x02, Uint8Array.of(value)))),
  ]) {
    assert.throws(() => ecdsaDerToRaw(bad), { type: 'malformed' });
  }
});
