import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSdJwtVc } from '../sd-jwt-vc/parse-sd-jwt-vc.ts';
import { readOwnSchoolId } from './own-school-id.ts';
import { disclosableClaimNames, schoolIdDigestCount } from './school-id-claims.ts';
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

test('shows as many digests whether or not there is a PESEL, an address, a picture (RFC 9901 4.2.5)', async () => {
  const { personalAdministrativeNumber: _, address: __, picture: ___, ...least } = facts;
  const texts = [
    sdJwtVc,
    await mint({ facts: { personalAdministrativeNumber: undefined } as never }),
    await mint({ facts: { address: undefined } as never }),
    await mint({
      facts: {
        ...least,
        personalAdministrativeNumber: undefined,
        address: undefined,
        picture: undefined,
      } as never,
    }),
  ];
  for (const text of texts) {
    const digests = parseSdJwtVc(text).issuerJwt.payload['_sd'] as readonly string[];
    assert.equal(digests.length, schoolIdDigestCount);
    assert.equal(new Set(digests).size, schoolIdDigestCount);
    assert.deepEqual([...digests].sort(), digests);
  }
  assert.deepEqual(
    texts.map((text) => readOwnSchoolId(text, deps).disclosableNames.length),
    [18, 17, 17, 15],
  );
});

test('hides nothing inside a disclosure: the school is one claim with no digests of its own', () => {
  for (const { value } of parseSdJwtVc(sdJwtVc).disclosures)
    assert.ok(!JSON.stringify(value).includes('_sd'));
});
