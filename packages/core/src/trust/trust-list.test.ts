import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '@noble/hashes/sha2.js';
import { kidOf } from '../encoding/jwk.ts';
import { createJwt } from '../encoding/jwt.ts';
import { createFixtureKey, verifyEs256 } from '../offline-qr/offline-fixture.ts';
import { createCertificate } from './certificate-fixture.ts';
import { createIssuerKeyFinder } from './issuer-key.ts';
import type { TrustListContent, TrustOperator } from './trust-list.ts';
import { indexTrustList, isSchoolCovered, isStatusListOf, isTrustListNewer } from './trust-list.ts';
import { createTrustListJwt, parseTrustListJwt, verifyTrustListJwt } from './trust-list-jwt.ts';

const nowAt = 1_789_380_000;
const ca = await createFixtureKey();
const leaf = await createFixtureKey();
const keeper = await createFixtureKey();
const deps = { verifyEs256 };
const kid = kidOf(leaf.jwk, sha256);
const options = { key: leaf.jwk, notBeforeAt: nowAt - 100, notAfterAt: nowAt + 100, keyUsage: 0x80 };
const operator: TrustOperator = {
  issuer: 'http://localhost:8080',
  name: 'Miasto Giżycko',
  caCertificate: Uint8Array.of(1, 2, 3),
  caKey: ca.jwk,
  statusListBase: 'http://localhost:8080/status/',
  rspo: ['123456', '654321'],
  isDemo: true,
  authorityNote: 'Tę legitymację wydaje szkoła.',
  signers: [{ kid, key: leaf.jwk, notAfterAt: nowAt + 100 }],
};
const content: TrustListContent = {
  iss: 'http://localhost:8080',
  issuedAt: nowAt - 10,
  expiresAt: nowAt + 1000,
  sequence: 5,
  operators: [
    operator,
    { ...operator, issuer: 'https://b.example', rspo: 'all', signers: [], authorityNote: undefined },
  ],
};
const token = await createTrustListJwt(content, 'AAECAwQFBgc', keeper.sign);

async function reasonOf(text: string, at = nowAt, key = keeper.jwk): Promise<string> {
  const result = await verifyTrustListJwt(text, key, at, deps);
  return result.ok ? 'ok' : result.reason;
}

test('reads back the list that was signed, and finds operators by issuer and by key id', async () => {
  const result = await verifyTrustListJwt(token, keeper.jwk, nowAt, deps);
  assert.ok(result.ok);
  const { findByIssuer, findByKid, ...rest } = result.list;
  assert.deepEqual(JSON.parse(JSON.stringify(rest)), JSON.parse(JSON.stringify(content)));
  assert.deepEqual(findByIssuer(operator.issuer)?.rspo, operator.rspo);
  assert.equal(findByIssuer('http://localhost:8080/'), undefined);
  assert.equal(findByKid(kid)?.operator.name, operator.name);
  assert.equal(findByKid('AAAAAAAAAAA'), undefined);
  assert.deepEqual(parseTrustListJwt(token).operators[0]?.caKey, ca.jwk);
});

test('refuses a list of another signer, type or algorithm (TRUST-003)', async () => {
  assert.equal(await reasonOf(token, nowAt, ca.jwk), 'signature');
  assert.equal(await reasonOf(await createTrustListJwt(content, kid, ca.sign)), 'signature');
  assert.equal(await reasonOf(await createJwt({ alg: 'ES256', typ: 'JWT' }, {}, keeper.sign)), 'typ');
  const typ = 'trust-list+jwt';
  assert.equal(await reasonOf(await createJwt({ alg: 'none', typ }, {}, keeper.sign)), 'alg');
  assert.equal(await reasonOf('x'), 'malformed');
});

test('refuses a list at its end, and one from the future (TRUST-003)', async () => {
  assert.equal(await reasonOf(token, content.expiresAt - 1), 'ok');
  assert.equal(await reasonOf(token, content.expiresAt), 'expired');
  assert.equal(await reasonOf(token, content.issuedAt - 301), 'not_yet_valid');
});

test('refuses a list with any part missing or of the wrong kind', async () => {
  const wire = {
    issuer: 'https://a.example',
    name: 'A',
    caCertificate: 'AQID',
    caKey: ca.jwk,
    statusListBase: 'https://a.example/status/',
    rspo: 'all',
    demo: false,
    signers: [],
  };
  const whole = { iss: 'x', iat: nowAt, exp: nowAt + 10, sequence: 1, operators: [wire] };
  const send = async (payload: object): Promise<string> =>
    await reasonOf(await createJwt({ alg: 'ES256', typ: 'trust-list+jwt' }, { ...payload }, keeper.sign));
  assert.equal(await send(whole), 'ok');
  for (const name of Object.keys(whole)) {
    assert.equal(await send({ ...whole, [name]: undefined }), 'malformed', name);
  }
  for (const name of Object.keys(wire)) {
    assert.equal(await send({ ...whole, operators: [{ ...wire, [name]: undefined }] }), 'malformed', name);
    assert.equal(await send({ ...whole, operators: [{ ...wire, [name]: 7 }] }), 'malformed', name);
  }
  const signer = { kid, key: leaf.jwk };
  assert.equal(await send({ ...whole, operators: [{ ...wire, signers: [signer] }] }), 'malformed');
  for (const odd of [null, 'x', []]) {
    assert.equal(await send({ ...whole, operators: [odd] }), 'malformed');
    assert.equal(await send({ ...whole, operators: [{ ...wire, signers: [odd] }] }), 'malformed');
  }
  assert.equal(await send({ ...whole, sequence: 1.5 }), 'malformed');
});

test('finds neither of two entries that claim the same issuer or key id', () => {
  const list = indexTrustList({ ...content, operators: [operator, { ...operator, name: 'Podszywacz' }] });
  assert.equal(list.findByIssuer(operator.issuer), undefined);
  assert.equal(list.findByKid(kid), undefined);
});

test('lets an operator speak for the schools of its set and no other; an undisclosed school is not covered', () => {
  assert.ok(isSchoolCovered(operator, '123456'));
  for (const rspo of ['123457', '', 'all', undefined]) assert.ok(!isSchoolCovered(operator, rspo));
  assert.ok(isSchoolCovered({ ...operator, rspo: 'all' }, '999'));
  assert.ok(!isSchoolCovered({ ...operator, rspo: 'all' }, undefined));
});

test('takes status lists under the operator’s base only', () => {
  assert.ok(isStatusListOf(operator, 'http://localhost:8080/status/17'));
  for (const uri of [
    'http://localhost:8080/status/',
    'http://localhost:8080/status/1/2',
    'http://localhost:8080/status/../x',
    'http://localhost:8080/status/1?x',
    'http://evil.example/status/1',
  ]) {
    assert.ok(!isStatusListOf(operator, uri), uri);
  }
});

test('never goes back to an older list', () => {
  assert.ok(isTrustListNewer(undefined, content));
  assert.ok(isTrustListNewer(content, { ...content, sequence: 6, issuedAt: 0 }));
  assert.ok(isTrustListNewer(content, content));
  assert.ok(!isTrustListNewer(content, { ...content, sequence: 4, issuedAt: nowAt }));
  assert.ok(!isTrustListNewer(content, { ...content, issuedAt: content.issuedAt - 1 }));
});

test('finds the key of a listed issuer through one leaf under its anchor', async () => {
  const certificate = await createCertificate({ ...options, sign: ca.sign });
  let verifications = 0;
  const find = createIssuerKeyFinder(indexTrustList(content), {
    verifyEs256: (...args) => {
      verifications += 1;
      return verifyEs256(...args);
    },
  });
  const claim = { iss: operator.issuer, x5c: [certificate], kid, nowAt };
  assert.deepEqual(await find(claim), { ok: true, key: leaf.jwk });
  assert.deepEqual(await find(claim), { ok: true, key: leaf.jwk });
  assert.equal(verifications, 1);
  const late = { ...claim, nowAt: nowAt + 101 };
  assert.deepEqual(await find(late), { ok: false, reason: 'certificate_time' });
  assert.deepEqual(await find({ ...claim, nowAt: content.expiresAt }), {
    ok: false,
    reason: 'untrusted_issuer',
  });
});

test('refuses unknown issuers (TRUST-003), no certificate (VC-006), and any path but a single leaf (N-PRS-026, N-PRS-029)', async () => {
  const certificate = await createCertificate({ ...options, sign: ca.sign });
  const anchor = await createCertificate({ ...options, key: ca.jwk, sign: ca.sign, isCa: true });
  const find = createIssuerKeyFinder(indexTrustList(content), deps);
  const base = { iss: operator.issuer, x5c: [certificate], kid, nowAt };
  const reasons: (string | undefined)[] = [];
  for (const claim of [
    { ...base, iss: 'https://rogue.example' },
    { ...base, x5c: [] },
    { ...base, x5c: [certificate, anchor] },
    { ...base, x5c: [anchor] },
    { ...base, iss: 'https://b.example' },
  ]) {
    const finding = await find(claim);
    reasons.push(finding.ok ? 'ok' : finding.reason);
  }
  assert.deepEqual(reasons, ['untrusted_issuer', 'certificate', 'certificate', 'certificate', 'certificate']);
});

test('lets through what a dependency throws', async () => {
  const verifyBroken = () => {
    throw new TypeError('no key store');
  };
  await assert.rejects(
    verifyTrustListJwt(token, keeper.jwk, nowAt, { verifyEs256: verifyBroken }),
    TypeError,
  );
});
