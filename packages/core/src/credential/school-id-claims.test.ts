import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../encoding/strict-json.ts';
import {
  createSchoolIdClaims,
  createVisibleClaims,
  disclosableClaimNames,
  parseSchoolIdClaims,
  sensitiveClaimNames,
} from './school-id-claims.ts';
import { device, envelope, facts } from './school-id-fixture.ts';

const claims = createSchoolIdClaims(facts, '2026-09-14');
const wire = { ...claims } as unknown as JsonObject;

test('writes every claim of the rulebook and no other, in its order', () => {
  assert.deepEqual(Object.keys(claims), disclosableClaimNames);
});

test('reads back what was written', () => {
  const card = parseSchoolIdClaims({ ...wire, demo: true, authority_note: 'Szkoła.' });
  assert.equal(card.givenNames, facts.givenNames);
  assert.equal(card.familyName, facts.familyName);
  assert.equal(card.bornOn, facts.bornOn);
  assert.equal(card.address, facts.address);
  assert.equal(card.personalAdministrativeNumber, facts.personalAdministrativeNumber);
  assert.equal(card.pictureUrl, 'data:image/jpeg;base64,/9j/');
  assert.equal(card.pictureLowUrl, 'data:image/webp;base64,UklGRg==');
  assert.deepEqual(card.school, facts.school);
  assert.deepEqual([card.issuedOn, card.validUntil], [facts.issuedOn, facts.validUntil]);
  assert.deepEqual(card.ageOver, { 7: true, 13: true, 16: false, 18: false, 24: false });
  assert.equal(card.isDemo, true);
  assert.equal(card.authorityNote, 'Szkoła.');
});

test('says nothing of what was not disclosed', () => {
  const { isDemo, ageOver, ...card } = parseSchoolIdClaims({});
  assert.ok(Object.values(card).every((value) => value === undefined));
  assert.deepEqual(ageOver, {});
  assert.equal(isDemo, false);
});

test('leaves out a PESEL that is not there, a protected address and a picture that is not there (rules.md W2)', () => {
  const { address: _, personalAdministrativeNumber: __, picture: ___, ...less } = facts;
  const names = Object.keys(createSchoolIdClaims(less, '2026-09-14'));
  for (const name of [...sensitiveClaimNames, 'picture']) assert.ok(!names.includes(name), name);
});

test('keeps card and pupil status apart: a graduate’s card says so and keeps its date (rules.md V2)', () => {
  const graduate = createSchoolIdClaims({ ...facts, pupilStatus: 'graduated' }, '2026-09-14');
  assert.equal(graduate.pupil_status, 'absolwent');
  assert.equal(graduate.date_of_expiry, facts.validUntil);
  const card = parseSchoolIdClaims({ ...graduate } as unknown as JsonObject);
  assert.equal(card.pupilStatus, 'graduated');
});

test('shows in the clear the issuer, type, key, status, end, rounded time, DEMO and authority (rules.md V3, W6)', () => {
  const visible = createVisibleClaims(envelope, device.jwk);
  assert.deepEqual(visible, {
    iss: 'http://localhost:8080',
    vct: 'urn:mlegitymacja:school-id:1',
    iat: Date.UTC(2026, 8, 14) / 1000,
    exp: Date.UTC(2027, 8, 30, 22) / 1000,
    cnf: { jwk: device.jwk },
    status: { status_list: { idx: 7, uri: 'http://localhost:8080/status/1' } },
    demo: true,
    authority_note: 'Tę legitymację wydaje szkoła.',
  });
});

test('copies no stray member of a key into the credential', () => {
  const stray = { ...device.jwk, d: 'secret', kid: 'x' };
  assert.deepEqual(createVisibleClaims(envelope, stray).cnf, { jwk: device.jwk });
});

test('refuses claims of another shape, and pictures that are no picture (VC-005, VC-011)', () => {
  for (const bad of [
    { given_name: 1 },
    { given_name: '' },
    { given_name: 'x'.repeat(513) },
    { birthdate: '2013-02-30' },
    { birthdate: '03.05.2013' },
    { address: 'ul. Zmyślona 1' },
    { address: {} },
    { picture: 'data:image/svg+xml;base64,AAAA' },
    { picture: 'https://tracker.example/x.jpg' },
    { picture: 'data:image/jpeg;base64,A' },
    { picture: `data:image/jpeg;base64,${'A'.repeat(70_000)}` },
    { picture_low: 'data:image/jpeg;base64,AAAA' },
    { pupil_status: 'nauczyciel' },
    { school: { name: 'x' } },
    { school: [] },
    { age_over_18: 'true' },
    { demo: 'no' },
    { authority_note: {} },
  ]) {
    assert.throws(() => parseSchoolIdClaims(bad), { type: 'malformed' }, JSON.stringify(bad).slice(0, 60));
  }
});
