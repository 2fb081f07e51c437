import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createJwt } from '../encoding/jwt.ts';
import { createFixtureKey, verifyEs256 } from '../offline-qr/offline-fixture.ts';
import type { TrustListContent, TrustOperator } from './trust-list.ts';
import { indexTrustList, isSchoolCovered, isStatusListOf, isTrustListNewer } from './trust-list.ts';
import { createTrustListJwt, parseTrustListJwt, trustListTyp, verifyTrustListJwt } from './trust-list-jwt.ts';

/** Every bound from both sides: the last that is taken, the first that is not. */

const nowAt = 1_789_380_000;
const keeper = await createFixtureKey();
const operator: TrustOperator = {
  issuer: 'https://a.example',
  name: 'A',
  caCertificate: Uint8Array.of(1),
  caKey: keeper.jwk,
  statusListBase: 'https://a.example/status/',
  rspo: ['123'],
  isDemo: false,
  authorityNote: undefined,
  signers: [{ kid: 'k', key: keeper.jwk, notAfterAt: nowAt }],
};
const content: TrustListContent = {
  iss: 'A',
  issuedAt: nowAt,
  expiresAt: nowAt + 10,
  sequence: 0,
  operators: [operator],
};
const mint = (change: object = {}) => createTrustListJwt({ ...content, ...change }, 'kid', keeper.sign);

async function reasonOf(token: string, at = nowAt): Promise<string> {
  const result = await verifyTrustListJwt(token, keeper.jwk, at, { verifyEs256 });
  return result.ok ? 'ok' : result.reason;
}

test('a list counts until the second before its end, and may be signed 300 seconds ahead', async () => {
  const token = await mint();
  assert.equal(await reasonOf(token, nowAt + 9), 'ok');
  assert.equal(await reasonOf(token, nowAt + 10), 'expired');
  assert.equal(await reasonOf(token, nowAt - 300), 'ok');
  assert.equal(await reasonOf(token, nowAt - 301), 'not_yet_valid');
});

test('its number is whole and not below nothing', async () => {
  assert.equal(await reasonOf(await mint({ sequence: 0 })), 'ok');
  for (const sequence of [-1, 0.5, 2 ** 53, '1'])
    assert.equal(await reasonOf(await mint({ sequence })), 'malformed', String(sequence));
});

test('a text of an operator has 1 to 512 characters, its certificate at most 8,192', async () => {
  const of = async (change: object) => reasonOf(await mint({ operators: [{ ...operator, ...change }] }));
  assert.equal(await of({ name: 'n'.repeat(512) }), 'ok');
  assert.equal(await of({ name: 'n'.repeat(513) }), 'malformed');
  assert.equal(await of({ name: '' }), 'malformed');
  assert.equal(await of({ caCertificate: new Uint8Array(6144) }), 'ok');
  assert.equal(await of({ caCertificate: new Uint8Array(6147) }), 'malformed');
  assert.equal(await of({ authorityNote: 'x' }), 'ok');
  assert.equal(await of({ authorityNote: '' }), 'malformed');
  assert.equal(await of({ isDemo: 'yes' }), 'malformed');
  assert.equal(await of({ rspo: 'all' }), 'ok');
  assert.equal(await of({ rspo: 'some' }), 'malformed');
});

test('what is signed and no list is malformed; another type or algorithm is told', async () => {
  const sign = (header: object, payload: object) =>
    createJwt({ alg: 'ES256', typ: trustListTyp, ...header }, { ...payload }, keeper.sign);
  const good = { iss: 'A', iat: nowAt, exp: nowAt + 10, sequence: 1, operators: [] };
  assert.equal(await reasonOf(await sign({}, good)), 'ok');
  assert.equal(await reasonOf(await sign({ typ: 'JWT' }, good)), 'typ');
  assert.equal(await reasonOf(await sign({ alg: 'ES384' }, good)), 'alg');
  for (const change of [{ operators: {} }, { operators: [7] }, { iat: '1' }, { exp: undefined }, { iss: 7 }])
    assert.equal(await reasonOf(await sign({}, { ...good, ...change })), 'malformed', JSON.stringify(change));
  assert.throws(() => parseTrustListJwt('x'), { type: 'malformed' });
});

test('newer is the greater number, and of the same number the same moment or a later one', () => {
  const of = (sequence: number, issuedAt: number) =>
    isTrustListNewer({ sequence: 5, issuedAt: 100 }, { sequence, issuedAt });
  assert.deepEqual(
    [of(6, 1), of(4, 999), of(5, 100), of(5, 101), of(5, 99)],
    [true, false, true, true, false],
  );
  assert.equal(isTrustListNewer(undefined, { sequence: 0, issuedAt: 0 }), true);
});

test('an operator’s own lists lie right below its base', () => {
  const of = (rest: string) => isStatusListOf(operator, `https://a.example/status/${rest}`);
  for (const good of ['1', 'A_b-9', 'a'.repeat(64)]) assert.equal(of(good), true, good);
  for (const bad of ['', 'a'.repeat(65), 'a/b', '../x', 'a?b', 'a#b', 'ż']) assert.equal(of(bad), false, bad);
  assert.equal(isStatusListOf(operator, 'https://b.example/status/1'), false);
});

test('a school is covered by its number, which has 1 to 10 digits', () => {
  assert.equal(isSchoolCovered(operator, '123'), true);
  assert.equal(isSchoolCovered(operator, '124'), false);
  assert.equal(isSchoolCovered(operator, undefined), false);
  const all = { ...operator, rspo: 'all' as const };
  assert.deepEqual(
    ['1', '1234567890', '12345678901', '', 'a'].map((rspo) => isSchoolCovered(all, rspo)),
    [true, true, false, false, false],
  );
});

test('an issuer or a key that two entries claim is nobody’s', () => {
  const list = indexTrustList({ ...content, operators: [operator, { ...operator, name: 'B' }] });
  assert.equal(list.findByIssuer(operator.issuer), undefined);
  assert.equal(list.findByKid('k'), undefined);
  assert.equal(indexTrustList(content).findByKid('k')?.operator.name, 'A');
});
