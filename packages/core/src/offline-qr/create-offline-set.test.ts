import assert from 'node:assert/strict';
import { test } from 'node:test';
import { warsawDayStartAt } from '../calendar/warsaw.ts';
import { createStatusArray, setStatus } from '../status-list/status-array.ts';
import { createOfflineSet } from './create-offline-set.ts';
import { createHolderProof } from './holder-proof.ts';
import { encodeLink, encodeMleg1 } from './mleg1.ts';
import {
  createFakeWebp,
  createFixtureKey,
  createTrust,
  deps,
  kid,
  nowAt,
  paperEndAt,
  statusUri,
} from './offline-fixture.ts';
import { createStoredStatusLists } from './stored-status-lists.ts';
import { verifyMleg1 } from './verify-mleg1.ts';

const [issuer, device] = await Promise.all([createFixtureKey(), createFixtureKey()]);
const subject = {
  givenNames: 'Aleksandra Wiktoria',
  familyName: 'Wąsowska-Brzęczyszczykiewiczowa-Konstantynopolitańczykiewiczowska',
  bornOn: '2014-09-20',
  isPupil: true,
  documentNumber: '7/2026',
  validUntil: '2027-09-30',
  school: { rspo: '123456', shortName: 'Szkoła Podstawowa z Oddziałami Integracyjnymi nr 3' },
  pictureLow: createFakeWebp(480),
  linkPicture: createFakeWebp(330),
};
const input = {
  subject,
  deviceKey: device.jwk,
  kid,
  status: { listNumber: 3, index: 1000 },
  isDemo: true,
  isStateRecognised: false,
  nowAt,
};
const set = await createOfflineSet(input, issuer.sign);

async function verify(index: 0 | 1 | 2, at = nowAt, value = 0) {
  const cwt = set[index]?.cwt ?? new Uint8Array();
  const proof = await createHolderProof({ cwt, nowAt: at }, { ...deps, sign: device.sign });
  const text = index === 2 ? encodeLink('http://localhost:8082', cwt, proof) : encodeMleg1(cwt, proof);
  const statuses = createStatusArray(1 << 16);
  setStatus(statuses, 1000, value);
  const list = { uri: statusUri(3), issuedAt: at - 60, expiresAt: at + 1000, ttlSeconds: 60, statuses };
  const world = { issuer, device, cwt };
  const trustList = createTrust(world, {}, { expiresAt: at + 1000 });
  return await verifyMleg1(
    { text, trustList, statusLists: createStoredStatusLists([list]), nowAt: at },
    deps,
  );
}

test('mints ticket, discount and link that a verifier finds valid', async () => {
  assert.deepEqual(
    set.map(({ variant }) => variant),
    ['ticket', 'discount', 'link'],
  );
  for (const index of [0, 1, 2] as const) assert.equal((await verify(index)).reason, 'ok');
});

test('shortens what does not fit, and never leaves the limits', async () => {
  const { presentation } = await verify(0);
  assert.ok(presentation?.facts.variant === 'ticket');
  assert.equal(presentation.facts.givenNames, 'Aleksandra W.');
  assert.ok(presentation.facts.schoolShortName.endsWith('…'));
  assert.equal(presentation.age, 11);
});

test('ends ticket and link with the paper ID, and a discount on the birthday that changes a flag (rules.md V4)', async () => {
  assert.deepEqual(
    set.map(({ expiresAt }) => expiresAt),
    [paperEndAt, warsawDayStartAt('2027-09-20'), paperEndAt],
  );
  const birthday = warsawDayStartAt('2027-09-20');
  assert.equal((await verify(1, birthday - 1)).reason, 'ok');
  assert.equal((await verify(1, birthday)).reason, 'renewal_due');
  assert.equal((await verify(0, birthday)).reason, 'ok');
});

test('ends a discount with the paper ID when no flag changes before, or none is left', async () => {
  const endOf = async (bornOn: string) =>
    (await createOfflineSet({ ...input, subject: { ...subject, bornOn } }, issuer.sign))[1]?.expiresAt;
  assert.equal(await endOf('2014-10-01'), paperEndAt);
  assert.equal(await endOf('2000-01-01'), paperEndAt);
});

test('reads the one status that the variants of a device share', async () => {
  for (const index of [0, 1, 2] as const) {
    assert.equal((await verify(index, nowAt, 1)).reason, 'revoked');
    assert.equal((await verify(index, nowAt, 2)).reason, 'suspended');
  }
  const missing = createStoredStatusLists([]);
  assert.equal(missing.findStatus(statusUri(3), 1), undefined);
});

test('refuses an RSPO number that is no number', async () => {
  const school = { ...subject.school, rspo: 'abc' };
  await assert.rejects(createOfflineSet({ ...input, subject: { ...subject, school } }, issuer.sign), {
    type: 'invalid_input',
  });
});
