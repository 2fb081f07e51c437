import assert from 'node:assert/strict';
import { test } from 'node:test';
import { schoolIdVct } from '../credential/school-id.ts';
import { sensitiveClaimNames } from '../credential/school-id-claims.ts';
import { parseStrictJson } from '../encoding/strict-json.ts';
import { createProfileQuery, schoolIdQueryId } from './check-profiles.ts';
import { matchDcql, parseDcqlQuery } from './dcql.ts';
import { matchOptionalQueries } from './optional-queries.ts';

const profiles = ['ticket', 'cinema', 'library', 'full'] as const;
const parse = (query: unknown) => parseDcqlQuery(parseStrictJson(JSON.stringify(query)));
const flags = Object.fromEntries(['07', '13', '16', '18', '24'].map((years) => [`age_over_${years}`, false]));
const held = {
  vct: schoolIdVct,
  given_name: 'Zuzanna',
  family_name: 'Przykładowa',
  birthdate: '2013-05-03',
  personal_administrative_number: '13250312345',
  address: { formatted: 'ul. Zmyślona 1' },
  picture: 'data:image/jpeg;base64,AA==',
  picture_low: 'data:image/webp;base64,AA==',
  document_number: '1',
  date_of_issuance: '2026-09-01',
  date_of_expiry: '2027-09-30',
  pupil_status: 'uczen',
  school: { name: 'SP 3', rspo: '1' },
  ...flags,
};

function match(profile: (typeof profiles)[number], card: typeof held | Record<string, never>) {
  const query = parse(createProfileQuery(profile));
  const found = matchDcql(query, card);
  assert.ok(found.ok, profile);
  return { ...found, extra: matchOptionalQueries(query, found, card) };
}

test('every profile asks for the school and a portrait, and none requires PESEL or address', () => {
  for (const profile of profiles) {
    const { required, optional, queryId, extra } = match(profile, held);
    assert.equal(queryId, schoolIdQueryId);
    assert.ok(required.includes('school'), profile);
    // An inspector needs the small picture and gets no other.
    const portraits = required.filter((name) => name.startsWith('picture'));
    assert.deepEqual(portraits, [profile === 'full' ? 'picture' : 'picture_low'], profile);
    assert.equal(
      sensitiveClaimNames.some((name) => [...required, ...optional].includes(name)),
      false,
      profile,
    );
    const added = extra.flatMap((one) => one.added);
    assert.deepEqual(added, profile === 'full' ? [...sensitiveClaimNames] : [], profile);
  }
});

test('PESEL and address stand in queries of their own, so that a wallet that knows no claim_sets sends neither unasked', () => {
  for (const profile of profiles) {
    const { credentials, credential_sets: sets } = createProfileQuery(profile) as {
      credentials: { id: string; claims: { path: string[] }[] }[];
      credential_sets?: { options: string[][]; required?: boolean }[];
    };
    // What every wallet answers at least: all claims of all queries that are required.
    const demanded = sets?.filter(({ required = true }) => required).flatMap(({ options }) => options.flat());
    const names = credentials
      .filter(({ id }) => demanded === undefined || demanded.includes(id))
      .flatMap(({ claims }) => claims.map(({ path }) => path[0]));
    assert.deepEqual(
      names.filter((name) => sensitiveClaimNames.some((one) => one === name)),
      [],
      profile,
    );
    if (profile === 'full') assert.equal(sets?.filter(({ required }) => required === false).length, 2);
    else assert.equal(sets, undefined);
  }
});

test('an optional answer adds one thing to what the first answer tells anyway', () => {
  const { required, extra } = match('full', held);
  for (const { added, disclose, queryId } of extra) {
    assert.equal(added.length, 1);
    assert.match(queryId, /^school_id_(pesel|address)$/);
    assert.ok(disclose.filter((name) => !added.includes(name)).every((name) => required.includes(name)));
  }
});

test('a copy without one of the portraits answers with the other', () => {
  const { picture: _, ...low } = held;
  assert.ok(match('full', low as never).required.includes('picture_low'));
  const { picture_low: __, ...large } = held;
  assert.ok(match('ticket', large as never).required.includes('picture'));
});

test('who has no PESEL is not asked for one', () => {
  const { personal_administrative_number: _, ...without } = held;
  const { extra } = match('full', without as never);
  assert.deepEqual(
    extra.flatMap(({ added }) => added),
    ['address'],
  );
});

test('what is asked for and not there is named', () => {
  const { school: _, ...without } = held;
  assert.deepEqual(matchDcql(parse(createProfileQuery('library')), without), {
    ok: false,
    reason: 'claims_missing',
    missing: ['school'],
  });
});
