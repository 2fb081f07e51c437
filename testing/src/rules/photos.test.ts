import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sessionCookieName } from '@mleg/server/src/http/kit/cookies.ts';
import { drawFace } from '@mleg/server/src/photo/drawn-face.ts';
import { emailIndexOf } from '@mleg/server/src/service/register/save-guardians.ts';
import { createLoginLink, openSession } from '@mleg/server/src/service/session/sessions.ts';
import { accountByEmail } from '@mleg/server/src/store/sessions.ts';
import { type Answer, type Ask, createVillage } from './family.ts';

const village = await createVillage('507');
const { program, world } = village;
after(() => village.close());
const office = await village.staff('office');
const NOTICE = { mayPupilCollect: false, noticeVersion: 'portal-2026-11' };

async function addChild(n: number) {
  const email = `opiekun${n}@poczta.example`;
  const { path, pupilId } = await village.addPupil(n, [{ name: `Marta ${n}`, email, rights: 'full' }]);
  const parent = await village.guardian(email);
  return { path, pupilId, parent, child: `/children/${pupilId}` };
}

/** A PNG header of so many pixels with hardly any data: what only a decoder that tries would find out. */
function png(width: number, height: number): Buffer {
  const bytes = Buffer.from(
    '89504e470d0a1a0a0000000d4948445200000000000000000100000000000000000000000049454e44ae426082',
    'hex',
  );
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}
const strip = png(1, 24_000_000);
const short = ({ status, json }: Answer): unknown[] => [status, json['type'], json['details']];

test('a hostile photo is refused at every door with the same words: what is wrong, what was found, the limit', async () => {
  const { path, pupilId, parent, child } = await addChild(1);
  const details = { reason: 'side_too_long', width: 1, height: 24_000_000, sideMax: 12_000 };
  const expected = [422, 'photo_unreadable', details];
  assert.deepEqual(short(await parent('PUT', `${child}/portrait`, strip)), expected);
  assert.deepEqual(short(await office('PUT', `/pupils/${pupilId}/portrait`, strip)), expected);
  const sent = await program.call('PUT', `${path}/portrait`, strip, { 'content-type': 'image/png' });
  assert.deepEqual(short(sent), expected);
  const large = await program.call('PUT', `${path}/portrait`, Buffer.alloc(20 * 1024 * 1024 + 1), {
    'content-type': 'image/jpeg',
  });
  assert.deepEqual(short(large), [413, 'too_large', { bytesMax: 20 * 1024 * 1024 }]);
});

test('the bytes say what a file is, whatever a program calls it', async () => {
  const { path } = await addChild(2);
  for (const type of ['image/jpg', 'image/pjpeg', 'application/octet-stream', 'image/png', 'text/plain']) {
    const sent = await program.call('PUT', `${path}/portrait`, village.photo, { 'content-type': type });
    assert.equal(sent.status, 200, type);
  }
  const avif = Buffer.from('\0\0\0\x18ftypavif\0\0\0\0', 'latin1');
  const form = Buffer.from('--boundary\r\nContent-Disposition: form-data');
  for (const [detected, bytes] of [
    ['avif', avif],
    ['form', form],
    ['text', Buffer.from('{"photo":1}')],
  ] as const) {
    const sent = await program.call('PUT', `${path}/portrait`, bytes, { 'content-type': 'image/jpeg' });
    assert.deepEqual(short(sent), [
      415,
      'unsupported_media_type',
      { detected, accepted: 'jpeg, png, webp, heic' },
    ]);
  }
});

test('every try counts, refused ones too; one too many says when to go on, and then it goes on', async () => {
  const { child, parent } = await addChild(3);
  for (let tried = 0; tried < 20; tried += 1) {
    assert.equal((await parent('PUT', `${child}/portrait`, strip)).status, 422);
  }
  const late = await parent('PUT', `${child}/portrait`, village.photo);
  const { perDay, retryAfterSeconds } = late.json['details'] as Record<string, number>;
  assert.deepEqual([late.status, late.json['type'], perDay], [429, 'rate_limited', 20]);
  assert.ok(Number(retryAfterSeconds) > 80_000 && Number(retryAfterSeconds) <= 86_401);
  // The other child of another family, the office and the program are not in the way of each other.
  const other = await addChild(4);
  assert.equal((await other.parent('PUT', `${other.child}/portrait`, village.photo)).status, 200);
  world.clock.now += Number(retryAfterSeconds);
  assert.equal((await parent('PUT', `${child}/portrait`, village.photo)).status, 200);
});

test('a refusal for being too many has the standard header that programs read', async () => {
  const { child } = await addChild(5);
  const index = emailIndexOf(world.deps, 'opiekun5@poczta.example');
  const account = await accountByEmail(world.deps.store, index);
  const link = await createLoginLink(world.deps, {
    accountId: account?.id ?? '',
    face: 'portal',
    reusable: false,
  });
  const session = await openSession(world.deps, link.split('#token=')[1] ?? '', 'portal');
  const headers = {
    origin: world.deps.config.origins.school,
    cookie: `${sessionCookieName('portal', false)}=${session}`,
  };
  const send = () =>
    village.faces.school.inject({
      method: 'PUT',
      url: `/portal/api${child}/portrait`,
      headers,
      payload: strip,
    });
  for (let tried = 0; tried < 20; tried += 1) assert.equal((await send()).statusCode, 422);
  const late = await send();
  assert.equal(late.statusCode, 429);
  assert.ok(Number(late.headers['retry-after']) > 86_000);
});

test('one guardian’s photos keep nobody else’s waiting', async () => {
  const { child, parent } = await addChild(6);
  const other = await addChild(7);
  const flood = Promise.all(
    Array.from({ length: 20 }, () => parent('PUT', `${child}/portrait`, village.photo)),
  );
  let isFloodOver = false;
  void flood.then(() => {
    isFloodOver = true;
  });
  assert.equal((await other.parent('PUT', `${other.child}/portrait`, village.photo)).status, 200);
  assert.equal(isFloodOver, false);
  await flood;
});

test('a photo for somebody else’s pupil is not looked at and counts for nobody', async () => {
  const { parent } = await addChild(8);
  const other = await addChild(9);
  const answer = await parent('PUT', `${other.child}/portrait`, strip);
  assert.deepEqual([answer.status, answer.json['type']], [404, 'not_found']);
  const nobody = await office('PUT', '/pupils/019b0000-0000-7000-8000-000000000000/portrait', strip);
  assert.equal(nobody.status, 404);
});

type Order = { id: string; version: number; dueOn: string; portrait: { id: string } };

test('a better cut by the office gives it no new days, and whoever saw the old photo cannot approve unseen (rules.md O2)', async () => {
  const { child, pupilId, parent } = await addChild(10);
  await parent('PUT', `${child}/portrait`, village.photo);
  const placed = await parent('POST', `${child}/orders`, NOTICE);
  const id = (placed.json['order'] as { id: string }).id;
  const seenBy = async (ask: Ask): Promise<Order> =>
    (await ask('GET', `/orders/${id}`)).json as unknown as Order;
  const before = await seenBy(office);
  world.clock.now += 3 * 86_400;
  const recut = await office('PUT', `/pupils/${pupilId}/portrait`, Buffer.from(await drawFace(6)));
  assert.equal(recut.status, 200);
  const after = await seenBy(office);
  assert.equal(after.dueOn, before.dueOn);
  assert.notEqual(after.portrait.id, before.portrait.id);
  const decision = { decision: 'approve', version: before.version };
  assert.equal((await office('POST', `/orders/${id}/decision`, decision)).json['type'], 'stale_version');
  await parent('PUT', `${child}/portrait`, village.photo);
  assert.ok((await seenBy(office)).dueOn > before.dueOn, 'a new photo of the family starts the clock anew');
});
