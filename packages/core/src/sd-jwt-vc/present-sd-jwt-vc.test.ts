import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSdJwtVc } from './parse-sd-jwt-vc.ts';
import { check, mint, nowAt, present } from './sd-jwt-fixture.ts';

const card = await mint();

test('shows the chosen claims and no other (RFC 9901 7.2)', async () => {
  const presentation = await present(card, { disclose: ['age_over_18'] });
  const result = await check(presentation);
  assert.ok(result.ok);
  assert.deepEqual(result.disclosedNames, ['age_over_18']);
  assert.equal(result.keyBoundAt, nowAt);
  assert.ok(!presentation.includes(parseSdJwtVc(card).disclosures[0]?.encoded ?? ''));
});

test('may show nothing but the clear claims', async () => {
  const result = await check(await present(card, { disclose: [] }));
  assert.ok(result.ok);
  assert.deepEqual(result.disclosedNames, []);
});

test('sends no disclosure twice although a claim is asked for twice (SDJ-014)', async () => {
  const presentation = await present(card, { disclose: ['given_name', 'given_name'] });
  assert.equal(parseSdJwtVc(presentation).disclosures.length, 1);
});

test('refuses to promise a claim that the credential does not have', async () => {
  await assert.rejects(present(card, { disclose: ['given_name', 'disability'] }), { type: 'invalid_input' });
});

test('does not present a presentation again (SDJ-018)', async () => {
  await assert.rejects(present(await present(card)), { type: 'malformed' });
});
