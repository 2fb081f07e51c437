import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { LetterDetail, LetterList } from '@mleg/contract/mailbox';
import type { OrderList } from '@mleg/contract/order';
import { deleteOldLetters } from '@mleg/server/src/service/mailbox/read-mailbox.ts';
import { removeMailbox } from '@mleg/server/src/store/mailboxes.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { createVillage } from '../rules/family.ts';
import { openPost } from './post.ts';

/** Letters that come by themselves (rules.md O1-O5, O7; requirements A12, A18). */

const village = await createVillage('707');
const { world, program, photo } = village;
after(() => village.close());
const post = await openPost(village);
const office = await village.staff('office');

/** A pupil of the register with a parent; each test has its own. */
async function family(n: number): Promise<{ pupilId: string; path: string; email: string; name: string }> {
  const email = `rodzic${n}@dom.example`;
  const { pupilId, path } = await village.addPupil(n, [{ name: `Rodzic Numer${n}`, email, rights: 'full' }]);
  const { givenNames, surname } = (await program.call('GET', path)).json;
  return { pupilId, path, email, name: `${String(givenNames)} ${String(surname)}` };
}
const picture = (filename = 'zdjecie.jpg') => [{ filename, content: photo, contentType: 'image/jpeg' }];
const list = async (tab = 'to_confirm'): Promise<LetterList> =>
  (await office('GET', `/letters?tab=${tab}`)).json as LetterList;
const newest = async (tab?: string): Promise<LetterDetail> => {
  const { letters } = await list(tab);
  const id = (tab === 'done' ? letters[0] : letters.at(-1))?.id;
  return (await office('GET', `/letters/${id}`)).json as LetterDetail;
};
async function lettersLeft(): Promise<{ letters: number; files: number }> {
  const text = `select (select count(*) from incoming_letter)::int as letters,
    (select count(*) from incoming_file)::int as files`;
  const [row] = await inSchool(world.deps.store, program.school, (tx) =>
    tx.run<{ letters: number; files: number }>({ name: 'test-left', text }),
  );
  return row ?? { letters: -1, files: -1 };
}
type Listed = { orders: { id: string; source: string; proposed: boolean; state: string }[] };
const ordersOf = async ({ path }: { path: string }): Promise<Listed['orders']> =>
  ((await program.call('GET', `/orders?pupil=${path.split('/').at(-1)}`)).json as Listed).orders;

test('O1: a letter by the book opens the case as a proposal, with its photo; the receipt goes to the register’s address', async () => {
  const one = await family(1);
  await post.deliver({
    from: { name: 'Rodzic', address: one.email.toUpperCase() },
    subject: `mLegitymacja ${one.name}`,
    text: 'W załączniku zdjęcie.',
    messageId: '<by-the-book@dom.example>',
    files: picture(),
    headers: { 'Reply-To': 'thief@evil.example' },
  });
  assert.equal(await post.look(), 1);
  const [order] = await ordersOf(one);
  assert.deepEqual([order?.source, order?.proposed, order?.state], ['mailbox', true, 'to_check']);
  const [receipt, ...more] = await post.send();
  assert.equal(more.length, 0);
  assert.equal(receipt?.to, one.email, 'never Reply-To, never the From line’s own spelling');
  assert.match(receipt?.text ?? '', /Numer sprawy: \d{4}\/\d+/);
  assert.deepEqual(receipt?.answers?.messageId, '<by-the-book@dom.example>');
  assert.equal(receipt?.isAutomatic, true);
  const letter = await newest();
  assert.equal(letter.pupil?.id, one.pupilId);
  assert.ok(
    letter.clues.agreed >= 2 && letter.clues.agreed === letter.clues.of,
    JSON.stringify(letter.clues),
  );
  assert.equal(letter.orders[0]?.id, order?.id);
  const confirmation = {
    version: letter.version,
    pupils: [{ pupilId: one.pupilId, fileId: letter.uploads[0]?.id ?? null }],
  };
  const done = await office('POST', `/letters/${letter.id}/confirmation`, confirmation);
  assert.equal(done.status, 200, JSON.stringify(done.json));
  assert.equal((await ordersOf(one))[0]?.proposed, false);
  assert.equal((await ordersOf(one)).length, 1, 'confirming opens no second case');
  assert.equal((await office('POST', `/letters/${letter.id}/confirmation`, confirmation)).status, 409);
});

test('the same letter twice, a restart and a mark that was lost take it in once', async () => {
  const one = await family(2);
  const mail = {
    from: one.email,
    subject: `mLegitymacja ${one.name}`,
    messageId: '<twice@dom.example>',
    files: picture(),
  };
  await post.deliver(mail);
  await post.deliver(mail);
  assert.equal(await post.look(), 1);
  const { fresh, seen } = await post.files();
  assert.deepEqual(fresh, []);
  assert.ok(seen.every((name) => name.endsWith(':2,S')));
  assert.equal(await post.look(), 0);
  assert.equal((await ordersOf(one)).length, 1);
  assert.equal((await post.send()).length, 1);
});

test('O4: what is not ours is not stored, answered, marked or moved', async () => {
  const before = (await list()).total;
  const shop = await post.deliver({ from: 'oferta@sklep.example', subject: 'Cennik', text: 'Papier ksero.' });
  const holiday = await post.deliver({
    from: 'kto@dom.example',
    subject: 'Odpowiedź automatyczna: mLegitymacja',
    headers: { 'Auto-Submitted': 'auto-replied' },
  });
  const broken = await post.deliver(Buffer.from([0, 255, 10, 13, 0, 1]));
  assert.equal(await post.look(), 0);
  assert.deepEqual((await post.files()).fresh.sort(), [shop, holiday, broken].sort());
  assert.deepEqual(await post.send(), []);
  assert.equal((await list()).total, before);
  for (const name of [shop, holiday, broken]) await rm(join(post.folder, 'new', name));
});

test('O4: a stranger gets a neutral receipt that confirms nobody, and nobody writes to a no-reply address', async () => {
  const one = await family(3);
  for (const from of ['obcy@poczta.example', 'no-reply@poczta.example'])
    await post.deliver({ from, subject: `mLegitymacja ${one.name}`, files: picture() });
  assert.equal(await post.look(), 1, 'what a program sends is no letter to us');
  for (const name of (await post.files()).fresh) await rm(join(post.folder, 'new', name));
  const sent = await post.send();
  assert.deepEqual(
    sent.map(({ to }) => to),
    ['obcy@poczta.example'],
  );
  assert.ok(!sent[0]?.text.includes(one.name.split(' ')[0] ?? '-'));
  assert.deepEqual(await ordersOf(one), [], 'a person looks first');
});

test('a person says whose a letter of a stranger is, and the case is there with its photo', async () => {
  const one = await family(4);
  await post.deliver({
    from: 'babcia@poczta.example',
    subject: 'zdjęcie do legitymacji wnuczki',
    files: picture('IMG_1.jpg'),
  });
  assert.equal(await post.look(), 1);
  const letter = await newest();
  assert.equal(letter.sender.known, false);
  const pupils = [{ pupilId: one.pupilId, fileId: letter.uploads[0]?.id ?? null }];
  const answer = await office('POST', `/letters/${letter.id}/confirmation`, {
    version: letter.version,
    pupils,
  });
  assert.equal(answer.status, 200, JSON.stringify(answer.json));
  const [order] = await ordersOf(one);
  assert.deepEqual([order?.source, order?.proposed, order?.state], ['mailbox', false, 'to_check']);
  await post.send();
});

test('a case that was proposed for the wrong child is taken back with its photo', async () => {
  const [one, other] = [await family(5), await family(6)];
  await post.deliver({ from: one.email, subject: `mLegitymacja ${one.name}`, files: picture() });
  await post.look();
  assert.equal((await ordersOf(one))[0]?.proposed, true);
  const letter = await newest();
  const pupils = [{ pupilId: other.pupilId, fileId: letter.uploads[0]?.id ?? null }];
  const done = await office('POST', `/letters/${letter.id}/confirmation`, {
    version: letter.version,
    pupils,
  });
  assert.equal(done.status, 200, JSON.stringify(done.json));
  assert.equal((await ordersOf(one))[0]?.state, 'withdrawn');
  assert.equal((await ordersOf(other))[0]?.state, 'to_check');
  assert.equal((await program.call('GET', one.path)).json['portrait'] !== null, true);
  assert.equal(
    ((await program.call('GET', one.path)).json['portrait'] as { state: string }).state,
    'refused',
  );
});

test('a proposed case is confirmed without its photo, or with another one', async () => {
  for (const [n, wanted] of [
    [21, null],
    [22, 1],
  ] as const) {
    const one = await family(n);
    await post.deliver({
      from: one.email,
      subject: `mLegitymacja ${one.name}`,
      files: [...picture(`${one.name}.jpg`), ...picture('logo.jpg')],
    });
    await post.look();
    const letter = await newest();
    assert.equal(letter.orders.length, 1, JSON.stringify(letter.flags));
    const fileId = wanted === null ? null : (letter.uploads[wanted]?.id ?? null);
    const pupils = [{ pupilId: one.pupilId, fileId }];
    const done = await office('POST', `/letters/${letter.id}/confirmation`, {
      version: letter.version,
      pupils,
    });
    assert.equal(done.status, 200, JSON.stringify(done.json));
    const [order] = await ordersOf(one);
    assert.deepEqual([order?.proposed, order?.state], [false, wanted === null ? 'incomplete' : 'to_check']);
  }
});

test('I1a: a forged sender changes no face: a photo that waits is not replaced before a person has looked', async () => {
  const one = await family(7);
  await program.call('PUT', `${one.path}/portrait`, photo, { 'content-type': 'image/jpeg' });
  await post.deliver({ from: one.email, subject: `mLegitymacja ${one.name}`, files: picture() });
  await post.look();
  assert.deepEqual(await ordersOf(one), []);
  assert.equal((await newest()).pupil?.id, one.pupilId);
});

test('O3: where the mailbox is no open door nothing is drafted, and confirming says which doors are open', async () => {
  const one = await family(8);
  await village.setPolicy({ channels: ['journal'] });
  await post.deliver({ from: one.email, subject: `mLegitymacja ${one.name}`, files: picture() });
  await post.look();
  assert.deepEqual(await ordersOf(one), []);
  const letter = await newest();
  const pupils = [{ pupilId: one.pupilId, fileId: letter.uploads[0]?.id ?? null }];
  const refused = await office('POST', `/letters/${letter.id}/confirmation`, {
    version: letter.version,
    pupils,
  });
  assert.deepEqual([refused.status, refused.json['type']], [409, 'channel_closed']);
  await village.setPolicy({ channels: ['journal', 'mailbox', 'paper'] });
});

test('C9: a lost phone stands on top and nothing is suspended by a letter', async () => {
  const one = await family(9);
  await post.deliver({
    from: one.email,
    subject: 'PILNE',
    text: `Skradziono telefon z mLegitymacją: ${one.name}`,
  });
  await post.look();
  const [first] = (await list()).letters;
  assert.equal(first?.decision, 'urgent_revoke');
  const [receipt] = (await post.send()).slice(-1);
  assert.match(receipt?.text ?? '', /kodem blokady/);
  const queue = (await office('GET', '/orders')).json as OrderList;
  assert.deepEqual(
    queue.lossLetters.map(({ id, pupilName }) => [id, pupilName]),
    [[first?.id, first?.pupil?.name]],
    'on top of the reports of loss',
  );
});

test('O7: an answer waits a minute and can be taken back; then it leaves in its thread', async () => {
  const one = await family(10);
  await post.deliver({
    from: one.email,
    subject: 'pytanie o mLegitymację',
    text: 'Czy działa bez internetu?',
    messageId: '<q@dom.example>',
  });
  await post.look();
  await post.send();
  const letter = await newest();
  const answered = await office('POST', `/letters/${letter.id}/answer`, {
    version: letter.version,
    text: 'Tak.',
  });
  assert.equal(answered.status, 200, JSON.stringify(answered.json));
  assert.ok(answered.json['undoUntil']);
  assert.deepEqual(await post.send(), []);
  const undone = await office('POST', `/letters/${letter.id}/undo`, { version: answered.json['version'] });
  assert.deepEqual([undone.status, undone.json['state']], [200, 'waiting']);
  const again = await office('POST', `/letters/${letter.id}/answer`, {
    version: undone.json['version'],
    text: 'Tak, działa.',
  });
  world.clock.now += 61;
  const [sent] = await post.send();
  assert.deepEqual([sent?.to, sent?.subject], [one.email, 'Re: pytanie o mLegitymację']);
  assert.match(sent?.text ?? '', /Tak, działa\./);
  assert.equal(
    (await office('POST', `/letters/${letter.id}/undo`, { version: again.json['version'] })).status,
    409,
  );
});

test('what is not ours after all is forgotten and lies unread again', async () => {
  const name = await post.deliver({
    from: 'ktos@poczta.example',
    subject: 'legitymacja członkowska klubu',
    text: 'mLegitymacja',
  });
  if ((await post.look()) === 0) return assert.fail('the letter was not taken for ours');
  const letter = await newest();
  const aside = { version: letter.version, as: 'not_ours' };
  assert.equal((await office('POST', `/letters/${letter.id}/setting-aside`, aside)).status, 204);
  assert.equal((await office('GET', `/letters/${letter.id}`)).status, 404);
  assert.ok((await post.files()).seen.includes(`${name}:2,`));
  assert.equal(await post.look(), 0);
  assert.ok((await post.files()).seen.includes(`${name}:2,`), 'it stays unread');
});

test('letters and pictures are gone after thirty days, here and in the mailbox, and the log says how many', async () => {
  await post.look();
  world.clock.now += 31 * 86_400;
  await deleteOldLetters(world.deps, program.school);
  assert.deepEqual(await lettersLeft(), { letters: 0, files: 0 });
  assert.equal((await post.files()).seen.filter((name) => name.endsWith('S')).length, 0);
});

test('a journal’s message is taken by the same rules, once, and its order comes from the journal', async () => {
  const one = await family(11);
  const message = {
    id: 'm-1',
    account: { guardian: 'Rodzic Numer11', children: [one.path.split('/').at(-1)] },
    subject: 'mLegitymacja',
    body: one.name,
    attachments: [{ name: 'zdjecie.jpg', type: 'image/jpg', content: photo.toString('base64') }],
  };
  const taken = await program.call('POST', '/messages', message);
  assert.deepEqual([taken.status, taken.json['outcome']], [201, 'taken'], taken.text);
  const [order] = await ordersOf(one);
  assert.deepEqual([order?.source, order?.proposed], ['journal', true]);
  assert.equal((await program.call('POST', '/messages', message)).json['outcome'], 'known');
  await inSchool(world.deps.store, program.school, removeMailbox);
  world.clock.now += 31 * 86_400;
  await post.send();
  assert.equal((await lettersLeft()).letters, 0, 'gone after thirty days without any mailbox');
  await openPost(village);
  const stranger = { ...message, id: 'm-2', account: { guardian: 'X', children: ['nobody'] } };
  assert.equal((await program.call('POST', '/messages', stranger)).status, 404);
});

test('a folder that is gone is said on the page, and is read again when it is back', async () => {
  await rm(join(post.folder, 'new'), { recursive: true });
  world.clock.now += 60;
  await post.look();
  assert.equal((await list()).mailbox?.problem, 'folder_missing');
  assert.equal((await office('POST', '/mailbox/trial')).json['problem'], 'folder_missing');
  await openPost(village);
  await post.look();
  assert.equal((await list()).mailbox?.problem, null);
});
