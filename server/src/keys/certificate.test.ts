import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { parseLeafCertificate } from '@mleg/core/trust/leaf-certificate';
import { createCertificate } from './certificate.ts';

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

test('writes what core reads back: the key, its names, its times, its use; after 2049 too (RFC 5280 4.1.2.5)', () => {
  const ca = pair();
  const leaf = pair();
  for (const notAfterAt of [nowAt + 86_400, 2_524_608_000, 4_000_000_000]) {
    const der = createCertificate(
      {
        commonName: 'leaf',
        issuerName: 'CA',
        publicKey: leaf.publicKey,
        issuerPublicKey: ca.publicKey,
        notBeforeAt: nowAt,
        notAfterAt,
        ca: false,
        uri: 'https://issuer.example',
        dns: 'issuer.example',
      },
      ca.privateKey,
    );
    const read = parseLeafCertificate(new Uint8Array(der));
    assert.deepEqual([read.notBeforeAt, read.notAfterAt], [nowAt, notAfterAt]);
    assert.deepEqual(read.sanUris, ['https://issuer.example']);
    const { x, y } = leaf.publicKey.export({ format: 'jwk' });
    assert.deepEqual([read.key.x, read.key.y], [x, y]);
  }
});

test('a leaf may sign data and nothing else, a CA leaves and nothing below them', () => {
  const key = pair();
  const of = (ca: boolean): string =>
    createCertificate(
      {
        commonName: 'x',
        issuerName: 'x',
        publicKey: key.publicKey,
        issuerPublicKey: key.publicKey,
        notBeforeAt: nowAt,
        notAfterAt: nowAt + 1,
        ca,
      },
      key.privateKey,
    ).toString('hex');
  // OCTET STRING of BIT STRING: keyCertSign and cRLSign; digitalSignature. Both critical (X.690 11.2.1, RFC 5280 4.2.1.3).
  assert.ok(of(true).includes('0603551d0f0101ff040403020106'));
  assert.ok(of(false).includes('0603551d0f0101ff040403020780'));
  // CA true with path length 0; an empty SEQUENCE for a leaf (4.2.1.9).
  assert.ok(of(true).includes('0603551d130101ff040830060101ff020100'));
  assert.ok(of(false).includes('0603551d130101ff04023000'));
});
