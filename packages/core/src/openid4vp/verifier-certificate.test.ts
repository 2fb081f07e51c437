import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTestKey, sha256 } from '../openid4vci/crypto-fixture.ts';
import type { CertificateOptions } from '../trust/certificate-fixture.ts';
import { createCertificate, createExtKeyUsage, createPolicies } from '../trust/certificate-fixture.ts';
import { ca, check, createGoodRequest, createLeaf, nowAt } from './request-fixture.ts';
import { createClientId } from './request-object.ts';

/** Certificates as relying parties really have them, and chains (VP-009). */

type Leaf = Partial<CertificateOptions>;

async function ask(x5c: readonly Uint8Array[], caKeys = [ca.jwk]) {
  const [leaf = new Uint8Array()] = x5c;
  const clientId = createClientId(leaf, { sha256 });
  return check(await createGoodRequest(x5c), { clientId, caKeys });
}

async function verifierOf(changes: Leaf): Promise<unknown> {
  const request = await ask([await createLeaf(changes)]);
  return request.ok ? request.verifier : request.reason;
}

const named = { host: 'verifier.example', name: 'Koleje Zmyślone' };

test('a host is named by a DNS name, by a star for one label, or by a URI of the certificate', async () => {
  assert.deepEqual(await verifierOf({ hasNoNames: false, dns: 'other.example' }), named, 'by URI');
  assert.deepEqual(await verifierOf({ dns: 'VERIFIER.example', uri: 'https://other.example' }), named);
  const away = { uri: 'https://other.example/support' };
  assert.equal(await verifierOf({ ...away, dns: '*.example' }), 'response_uri', 'a star for a whole domain');
  assert.equal(await verifierOf({ ...away, dns: '*.verifier.example' }), 'response_uri');
  assert.equal(await verifierOf({ ...away, dns: 'ifier.example' }), 'response_uri');
  assert.equal(await verifierOf({ dns: 'other.example', uri: 'urn:verifier.example' }), 'response_uri');
  assert.equal(await verifierOf({ hasNoNames: true }), 'response_uri');
});

test('critical purposes and policies are no obstacle; a certificate for something else is', async () => {
  assert.deepEqual(await verifierOf({ more: [createExtKeyUsage([1, 2]), createPolicies(1)] }), named);
  for (const purpose of [3, 4, 8, 9])
    assert.equal(await verifierOf({ more: [createExtKeyUsage([purpose])] }), 'certificate');
  assert.equal(await verifierOf({ hasNameConstraints: true }), 'certificate');
  assert.equal(await verifierOf({ isCa: true }), 'certificate');
  assert.equal(await verifierOf({ keyUsage: 0x20 }), 'certificate');
  assert.equal(await verifierOf({ notAfterAt: nowAt - 1 }), 'certificate_time');
});

test('a certificate that an authority signed by another algorithm is good, and has no name that is believed', async () => {
  assert.deepEqual(await verifierOf({ isOtherAlgorithm: true }), { ...named, name: undefined });
});

const middle = newTestKey();
const authority: CertificateOptions = {
  key: middle.jwk,
  sign: ca.sign,
  subjectName: 'Middle',
  notBeforeAt: nowAt - 1000,
  notAfterAt: nowAt + 1000,
  keyUsage: 0x04,
  isCa: true,
};

async function chainOf(changes: Leaf = {}, leafChanges: Leaf = {}): Promise<Uint8Array[]> {
  const leaf = await createLeaf({ sign: middle.sign, issuerName: 'Middle', ...leafChanges });
  return [leaf, await createCertificate({ ...authority, ...changes })];
}

test('a name is believed through an authority in the chain that a known one signed', async () => {
  const request = await ask(await chainOf());
  assert.ok(request.ok, JSON.stringify(request));
  assert.deepEqual(request.verifier, named);
  const short = await ask(await chainOf({ pathLength: 0 }));
  assert.ok(short.ok && short.verifier.name === named.name);
});

test('a chain that ends at nobody the wallet knows gives a host and no name', async () => {
  const request = await ask(await chainOf(), [newTestKey().jwk]);
  assert.ok(request.ok, JSON.stringify(request));
  assert.deepEqual(request.verifier, { ...named, name: undefined });
});

test('a chain that contradicts itself is refused, whoever stands at its end', async () => {
  const stranger = newTestKey();
  const broken: [string, Uint8Array[]][] = [
    ['no authority', await chainOf({ isCa: false })],
    ['may not sign certificates', await chainOf({ keyUsage: 0x80 })],
    ['over', await chainOf({ notAfterAt: nowAt - 1 })],
    ['another name', await chainOf({ subjectName: 'Elsewhere' })],
    ['another key', await chainOf({ key: stranger.jwk })],
    ['a critical extension', await chainOf({ hasNameConstraints: true })],
    ['the leaf signed by somebody else', await chainOf({}, { sign: stranger.sign })],
  ];
  for (const [what, x5c] of broken) {
    const request = await ask(x5c);
    assert.equal(request.ok ? 'ok' : request.reason, 'certificate_chain', what);
  }
});
