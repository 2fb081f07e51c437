import assert from 'node:assert/strict';
import { test } from 'node:test';
import { schoolIdVct } from '../credential/school-id.ts';
import { parseStrictJson } from '../encoding/strict-json.ts';
import { readVector, vectorsOption } from '../encoding/vectors-fixture.ts';
import { matchDcql, parseDcqlQuery } from './dcql.ts';

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
  nationalities: ['PL', 'UA'],
  ...flags,
};

const one = (changes: Record<string, unknown>) => ({
  credentials: [{ id: 'a', format: 'dc+sd-jwt', meta: { vct_values: [schoolIdVct] }, ...changes }],
});

test('another type, another format or two credentials at once are not answered', () => {
  const other = { ok: false, reason: 'other_credential', missing: [] };
  assert.deepEqual(matchDcql(parse(one({ meta: { vct_values: ['x'] } })), held), other);
  assert.deepEqual(matchDcql(parse(one({ format: 'mso_mdoc', meta: { doctype_value: 'x' } })), held), other);
  const [first] = one({}).credentials;
  assert.deepEqual(matchDcql(parse({ credentials: [first, { ...first, id: 'b' }] }), held), other);
});

test('without claims nothing that can be kept back is disclosed (VP-021)', () => {
  assert.deepEqual(matchDcql(parse(one({})), held), { ok: true, queryId: 'a', required: [], optional: [] });
});

test('credential sets are answered where an option is this credential alone (VP-023)', () => {
  const [first] = one({}).credentials;
  const credentials = [{ ...first, id: 'pid', meta: { vct_values: ['pid'] } }, first];
  const match = (sets: unknown) => matchDcql(parse({ credentials, credential_sets: sets }), held);
  assert.equal(match([{ options: [['pid'], ['a']] }]).ok, true);
  assert.equal(match([{ options: [['pid', 'a']] }]).ok, false);
  assert.equal(match([{ options: [['a']] }, { options: [['pid']] }]).ok, false);
  assert.equal(match([{ options: [['a']] }, { options: [['pid']], required: false }]).ok, true);
});

test('paths lead through members and elements, and values must match (VP-026, VP-024)', () => {
  const match = (path: unknown, values?: unknown) =>
    matchDcql(parse(one({ claims: [{ path, ...(values === undefined ? {} : { values }) }] })), held);
  assert.deepEqual(match(['school', 'name']), { ok: true, queryId: 'a', required: ['school'], optional: [] });
  for (const [path, values] of [
    [['nationalities', null], ['UA']],
    [['nationalities', 1], ['UA']],
    [['pupil_status'], ['absolwent', 'uczen']],
    [['age_over_18'], [false]],
  ]) {
    assert.equal(match(path, values).ok, true, JSON.stringify(path));
  }
  for (const [path, values] of [
    [['nationalities', 0], ['UA']],
    [['nationalities', 2], undefined],
    [['nationalities', 'PL'], undefined],
    [['school', null], undefined],
    [['school', '__proto__'], undefined],
    [['given_name', 'length'], undefined],
    [['age_over_18'], [true]],
  ]) {
    assert.equal(match(path, values).ok, false, JSON.stringify(path));
  }
});

test('a query that breaks the rules is refused (VP-019, VP-020, VP-043)', () => {
  const claims = [{ id: 'x', path: ['school'] }];
  const bad: unknown[] = [
    [],
    {},
    { credentials: [] },
    { credentials: [...one({}).credentials, ...one({}).credentials] },
    one({ id: 'a b' }),
    one({ id: '' }),
    one({ format: 1 }),
    one({ meta: undefined }),
    one({ meta: {} }),
    one({ meta: { vct_values: [] } }),
    one({ meta: { vct_values: [1] } }),
    one({ claims: [] }),
    one({ claims: [{ path: [] }] }),
    one({ claims: [{ path: [-1] }] }),
    one({ claims: [{ path: [1.5] }] }),
    one({ claims: [{ path: [true] }] }),
    one({ claims: [{ path: ['a'], values: [] }] }),
    one({ claims: [{ path: ['a'], values: [{}] }] }),
    one({ claims: [...claims, ...claims] }),
    one({ claim_sets: [['x']] }),
    one({ claims: [{ path: ['school'] }], claim_sets: [['x']] }),
    one({ claims, claim_sets: [] }),
    one({ claims, claim_sets: [['y']] }),
    { ...one({}), credential_sets: [] },
    { ...one({}), credential_sets: [{ options: [['b']] }] },
    { ...one({}), credential_sets: [{ options: [['a']], required: 'yes' }] },
  ];
  for (const query of bad) assert.throws(() => parse(query), { type: 'malformed' }, JSON.stringify(query));
  assert.throws(() => parseDcqlQuery(undefined), { type: 'malformed' });
});

test('the specification’s example queries are understood', vectorsOption, () => {
  const files = [
    'claims_alternatives',
    'complex_mdoc',
    'credentials_alternatives',
    'multi_credentials',
    'simple',
    'simple_mdoc',
    'value_matching_simple',
  ];
  for (const file of files) {
    const query = parseDcqlQuery(parseStrictJson(readVector(`openid4vp/query_lang/${file}.json`)));
    assert.equal(matchDcql(query, held).ok, false, file);
  }
  const query = parseDcqlQuery(parseStrictJson(readVector('openid4vp/query_lang/claims_alternatives.json')));
  const pid = {
    vct: 'https://credentials.example.com/identity_credential',
    family_name: 'A',
    postal_code: '1',
    date_of_birth: '2000-01-01',
  };
  const match = matchDcql(query, pid);
  assert.ok(match.ok);
  assert.deepEqual([...match.required].sort(), ['date_of_birth', 'family_name', 'postal_code']);
});

test('a verifier that names its authorities gets an answer from one of them only (VP-025, HAIP-013)', () => {
  const ask = (authorities: unknown) => {
    const credential = {
      id: 'a',
      format: 'dc+sd-jwt',
      meta: { vct_values: [schoolIdVct] },
      claims: [{ path: ['given_name'] }],
    };
    return matchDcql(parse({ credentials: [{ ...credential, trusted_authorities: authorities }] }), held, {
      aki: ['s9tIpPmhxdiuNkHMEWNpYim8S8Y'],
    });
  };
  const own = { type: 'aki', values: ['other', 's9tIpPmhxdiuNkHMEWNpYim8S8Y'] };
  assert.ok(ask([own]).ok);
  assert.ok(ask([{ type: 'etsi_tl', values: ['https://lotl.example'] }, own]).ok, 'one of them is enough');
  for (const authorities of [
    [{ type: 'aki', values: ['other'] }],
    [{ type: 'etsi_tl', values: ['https://lotl.example'] }],
    [{ type: 'openid_federation', values: ['https://federation.example'] }],
    [{ type: 'AKI', values: own.values }],
  ]) {
    const match = ask(authorities);
    assert.deepEqual(
      match,
      { ok: false, reason: 'other_authority', missing: [] },
      JSON.stringify(authorities),
    );
  }
  for (const bad of [
    [],
    {},
    [{}],
    [{ type: 'aki' }],
    [{ type: 'aki', values: [] }],
    [{ type: 1, values: ['x'] }],
    [{ type: 'aki', values: [1] }],
  ])
    assert.throws(() => ask(bad), { type: 'malformed' }, JSON.stringify(bad));
});
