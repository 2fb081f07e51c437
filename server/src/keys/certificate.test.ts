import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { createCertificate } from './certificate.ts';
import { objectId, time } from './der.ts';

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const nowAt = 1_790_000_000;

test('makes a chain that OpenSSL follows: CA, then a leaf with the issuer identifier as URI', () => {
  const ca = pair();
  const leaf = pair();
  const days = 86_400;
  const caDer = createCertificate(
    {
      commonName: 'Żółw CA',
      issuerName: 'Żółw CA',
      publicKey: ca.publicKey,
      issuerPublicKey: ca.publicKey,
      notBeforeAt: nowAt,
      notAfterAt: nowAt + 3650 * days,
      ca: true,
    },
    ca.privateKey,
  );
  const leafDer = createCertificate(
    {
      commonName: 'leaf',
      issuerName: 'Żółw CA',
      publicKey: leaf.publicKey,
      issuerPublicKey: ca.publicKey,
      notBeforeAt: nowAt,
      notAfterAt: nowAt + 365 * days,
      ca: false,
      uri: 'http://localhost:8080',
      dns: 'localhost',
    },
    ca.privateKey,
  );
  const root = new X509Certificate(caDer);
  const end = new X509Certificate(leafDer);
  assert.ok(root.ca);
  assert.ok(!end.ca);
  assert.ok(root.verify(ca.publicKey));
  assert.ok(end.verify(ca.publicKey));
  assert.ok(end.checkIssued(root));
  assert.ok(!end.verify(leaf.publicKey));
  assert.match(end.subjectAltName ?? '', /URI:http:\/\/localhost:8080/);
  assert.match(root.subject, /CN=Żółw CA/);
  assert.equal(end.validFromDate.getTime(), nowAt * 1000);
  const spki = leaf.publicKey.export({ type: 'spki', format: 'der' });
  assert.equal(
    createHash('sha256')
      .update(end.publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex'),
    createHash('sha256').update(spki).digest('hex'),
  );
});

test('writes object identifiers and times as X.690 and RFC 5280 say', () => {
  assert.equal(objectId('1.2.840.10045.4.3.2').toString('hex'), '06082a8648ce3d040302');
  assert.equal(time(0).subarray(2).toString(), '700101000000Z');
  assert.equal(time(2_524_608_000).subarray(2).toString(), '20500101000000Z');
});
