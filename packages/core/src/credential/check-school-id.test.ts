import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFixtureKey } from '../offline-qr/offline-fixture.ts';
import type { StatusWord } from '../status-list/status-array.ts';
import type { CheckSchoolIdInput, SchoolIdCheck } from './check-school-id.ts';
import { checkSchoolId, verdictReasonOfStatus } from './check-school-id.ts';
import { demand, deps, envelope, facts, issuer, mint, nowAt, present, trust } from './school-id-fixture.ts';

const card = await mint();
const presentation = await present(card);
const paperEndAt = Date.UTC(2027, 8, 30, 22) / 1000;

async function check(changes: Partial<CheckSchoolIdInput> = {}): Promise<SchoolIdCheck> {
  const findStatus = (): StatusWord => 'valid';
  const input = { presentation, ...trust(), keyBinding: demand, nowAt, findStatus, ...changes };
  return await checkSchoolId(input, deps);
}

test('says valid of an honest card, and shows what was disclosed and no more', async () => {
  const result = await check();
  assert.deepEqual([result.verdict, result.reason], ['valid', 'ok']);
  assert.equal(result.card?.givenNames, facts.givenNames);
  assert.equal(result.card?.familyName, undefined);
  assert.equal(result.card?.isDemo, true);
});

test('says DEMO when the operator is one, whatever the card says', async () => {
  const honest = await present(await mint({ envelope: { isDemo: false } }));
  assert.equal((await check({ presentation: honest })).card?.isDemo, true);
  assert.equal((await check({ presentation: honest, ...trust({ isDemo: false }) })).card?.isDemo, false);
});

test('says revoked and suspended in their own words, and never valid without a status (N-PRS-036, N-PRS-037)', async () => {
  for (const [status, reason] of [
    ['revoked', 'revoked'],
    ['suspended', 'suspended'],
    ['unknown', 'lists_too_old'],
  ] as const) {
    const result = await check({ findStatus: () => status });
    assert.equal(result.reason, reason);
    assert.equal(verdictReasonOfStatus(status), reason);
  }
});

test('asks for the status only of a card that passed everything else (TSL-012)', async () => {
  let asked = 0;
  const findStatus = (): StatusWord => {
    asked += 1;
    return 'valid';
  };
  await check({ findStatus, nowAt: paperEndAt, presentation: await present(card, ['school'], paperEndAt) });
  await check({ findStatus, keyBinding: { ...demand, nonce: 'other' } });
  await check({ findStatus, ...trust({ rspo: ['1'] }) });
  assert.equal(asked, 0);
  await check({ findStatus });
  assert.equal(asked, 1);
});

test('refuses a card without a status, and one whose list is another operator’s', async () => {
  const none = await present(await mint({ visible: { status: undefined } }));
  assert.equal((await check({ presentation: none })).reason, 'malformed');
  const status = { ...envelope.status, uri: 'https://evil.example/status/1' };
  const foreign = await present(await mint({ envelope: { status } }));
  assert.equal((await check({ presentation: foreign })).reason, 'malformed');
});

test('does not know an issuer that is not on the list', async () => {
  const result = await check(trust({ issuer: 'https://other.example' }));
  assert.deepEqual([result.verdict, result.reason], ['unknown', 'untrusted_issuer']);
  assert.equal(result.card, undefined);
  const { trustList } = trust({ issuer: 'https://other.example' });
  assert.equal((await check({ trustList })).reason, 'untrusted_issuer');
});

test('lets an issuer speak for its schools only, and for none that is not disclosed (TRUST-004)', async () => {
  assert.equal((await check(trust({ rspo: ['654321'] }))).reason, 'school_not_covered');
  const hidden = await check({ presentation: await present(card, ['given_name']) });
  assert.deepEqual([hidden.reason, hidden.card], ['school_not_covered', undefined]);
  assert.equal((await check(trust({ rspo: 'all' }))).reason, 'ok');
});

test('knows the issuer by its certificate where the card does not name it, and believes no other name', async () => {
  const without = await present(await mint({ visible: { iss: undefined } }));
  assert.equal((await check({ presentation: without })).reason, 'ok');
  // A leaf whose URI nobody on the list has, and an anchor that did not sign it.
  const other = 'https://other.example';
  assert.equal(
    (await check({ presentation: without, ...trust({ issuer: other }) })).reason,
    'untrusted_issuer',
  );
  const { jwk: caKey } = await createFixtureKey();
  assert.equal((await check({ presentation: without, ...trust({ caKey }) })).reason, 'signature');
  // Where it is named, it must be the one of the certificate.
  for (const [iss, reason] of [
    [other, 'untrusted_issuer'],
    [`${issuer}/`, 'untrusted_issuer'],
    ['', 'untrusted_issuer'],
    [7, 'malformed'],
    [null, 'malformed'],
  ] as const) {
    const named = await present(await mint({ visible: { iss } }));
    assert.equal((await check({ presentation: named })).reason, reason, String(iss));
  }
});

test('takes a proof from five minutes back to one minute ahead, and says whose clock is wrong beyond', async () => {
  for (const [shift, reason, wrongClock] of [
    [-300, 'ok', undefined],
    [-301, 'stale', 'holder'],
    [60, 'ok', undefined],
    [61, 'clock', 'holder'],
    [86_400, 'clock', 'holder'],
  ] as const) {
    const shifted = await present(card, undefined, nowAt + shift);
    const result = await check({ presentation: shifted });
    assert.deepEqual([result.reason, result.wrongClock], [reason, wrongClock], String(shift));
  }
  const early = await present(await mint({ visible: { nbf: nowAt + 3600 } }));
  const result = await check({ presentation: early });
  assert.deepEqual([result.reason, result.wrongClock], ['clock', 'either']);
});

test('says expired from the first second after the paper ID’s last day, and shows whose card it was', async () => {
  const last = await present(card, ['school', 'date_of_expiry'], paperEndAt - 1);
  assert.equal((await check({ presentation: last, nowAt: paperEndAt - 1 })).reason, 'ok');
  const late = await check({
    presentation: await present(card, ['school', 'family_name'], paperEndAt),
    nowAt: paperEndAt,
  });
  assert.equal(late.reason, 'expired');
  assert.equal(late.card?.familyName, facts.familyName);
});

test('asks for a renewal where only a technical end has come (rules.md V3)', async () => {
  const early = await mint({ visible: { exp: nowAt - 10 } });
  const withDate = await present(early, ['school', 'date_of_expiry']);
  assert.equal((await check({ presentation: withDate })).reason, 'renewal_due');
  const withoutDate = await present(early, ['school']);
  assert.equal((await check({ presentation: withoutDate })).reason, 'expired');
});

test('gives each refusal its one verdict: forged, another device, stale, broken', async () => {
  const other = { ...demand, nonce: 'other' };
  assert.equal((await check({ keyBinding: other })).reason, 'holder_proof');
  assert.equal((await check({ nowAt: nowAt + 301 })).reason, 'stale');
  assert.equal((await check({ presentation: 'x' })).reason, 'malformed');
  const [jwt = '', ...rest] = presentation.split('~');
  const forged = [`${jwt.slice(0, -4)}AAAA`, ...rest].join('~');
  assert.equal((await check({ presentation: forged })).reason, 'signature');
  assert.match((await check({ presentation: forged })).clause ?? '', /RFC 9901/);
});

test('says malformed of a signed card whose claims are none', async () => {
  const odd = await present(await mint({ visible: { demo: 'no' } }));
  assert.equal((await check({ presentation: odd })).reason, 'malformed');
  assert.equal(issuer, 'http://localhost:8080');
});
