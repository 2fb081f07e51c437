import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOwnSchoolId } from './own-school-id.ts';
import { disclosableClaimNames } from './school-id-claims.ts';
import { deps, facts, issuer, mint } from './school-id-fixture.ts';

const sdJwtVc = await mint();

test('shows a wallet its whole card and what it may disclose', () => {
  const own = readOwnSchoolId(sdJwtVc, deps);
  assert.equal(own.card.familyName, facts.familyName);
  assert.equal(own.card.personalAdministrativeNumber, facts.personalAdministrativeNumber);
  assert.deepEqual([...own.disclosableNames].sort(), [...disclosableClaimNames].sort());
  assert.equal(own.issuer, issuer);
  assert.equal(own.expiresAt, Date.UTC(2027, 8, 30, 22) / 1000);
});

test('says malformed of what is no such credential any more', async () => {
  const parts = sdJwtVc.split('~');
  const twice = [...parts.slice(0, 2), parts[1], ''].join('~');
  const endless = await mint({ visible: { exp: undefined } });
  for (const text of ['', 'x', twice, endless, sdJwtVc.slice(5)]) {
    assert.throws(() => readOwnSchoolId(text, deps), { type: 'malformed' });
  }
});
