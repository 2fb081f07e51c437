import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { composeMail } from '@mleg/server/src/mail/folder-mailer.ts';
import { type ImapPlace, openImap } from '@mleg/server/src/mailbox/imap.ts';
import { type Mailbox, MailboxError } from '@mleg/server/src/mailbox/mailbox.ts';
import { readMailbox, sealPassword } from '@mleg/server/src/service/mailbox/read-mailbox.ts';
import { saveMailbox } from '@mleg/server/src/store/mailboxes.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { createVillage } from '../rules/family.ts';
import { openImapPost } from './imap-post.ts';

/** What an IMAP mailbox must never do to letters that are not ours (rules.md O4), and what stands in its way. */

const post = await openImapPost();
const foreign = await openImapPost('127.0.0.2');
after(() => Promise.all([post.close(), foreign.close()]));
beforeEach(() => {
  post.letters.clear();
  Object.assign(post.how, { validity: 77, hasUidPlus: true, isReadOnly: false });
});

const letter = (text: string): Buffer =>
  Buffer.from(`From: a@b.example\r\nSubject: ${text}\r\n\r\n${text}\r\n`);
const place = (change: Partial<ImapPlace> = {}): ImapPlace => ({
  ...{ host: post.host, port: post.port, user: 'szkola', password: 'geheim', folder: 'INBOX' },
  ...change,
});
async function within<T>(work: (mailbox: Mailbox) => Promise<T>, at = place()): Promise<T> {
  const mailbox = await openImap(at);
  try {
    return await work(mailbox);
  } finally {
    await mailbox.close();
  }
}
const problemOf = (change: Partial<ImapPlace>): Promise<string> =>
  within((mailbox) => mailbox.list(), place(change)).then(
    () => 'none',
    (error: unknown) => (error instanceof MailboxError ? error.problem : String(error)),
  );

test('O4: one letter is deleted by itself; what a person marked as deleted stays', async () => {
  const [mine, other] = [post.put(letter('mine')), post.put(letter('other'))];
  await within(async (mailbox) => {
    const [name = ''] = await mailbox.list();
    post.letters.get(other)?.flags.add('\\Deleted');
    await mailbox.remove(name);
    assert.equal(await mailbox.read(name, 100), undefined);
  });
  assert.ok(!post.letters.has(mine) && post.letters.has(other));
});

test('O4: where a server can only delete all that is marked, the mark is all that is set', async () => {
  post.how.hasUidPlus = false;
  const [mine, other] = [post.put(letter('mine')), post.put(letter('other'))];
  await within(async (mailbox) => {
    const [name = ''] = await mailbox.list();
    post.letters.get(other)?.flags.add('\\Deleted');
    await mailbox.remove(name);
  });
  assert.ok(post.letters.get(mine)?.flags.has('\\Deleted') && post.letters.has(other));
});

test('O4: a name of another mailbox, or from before the server numbered anew, is nobody’s', async () => {
  post.put(letter('one'));
  const [name = ''] = await within((mailbox) => mailbox.list());
  const touch = async (mailbox: Mailbox): Promise<void> => {
    assert.equal(await mailbox.read(name, 100), undefined);
    await mailbox.markRead(name);
    await mailbox.remove(name);
  };
  await within(touch, place({ user: 'inna' }));
  post.how.validity = 78;
  await within(touch);
  await within(async (mailbox) => {
    for (const odd of ['', '1', `${name}0:*`]) await mailbox.remove(odd);
  });
  assert.equal([...post.letters.values()][0]?.flags.size, 0);
});

test('whoever may not mark letters is told so, and does not read the same ones for ever', async () => {
  post.how.isReadOnly = true;
  assert.equal(await problemOf({}), 'folder_not_readable');
  post.how.isReadOnly = false;
  assert.equal(await problemOf({}), 'none');
});

test('to a server that is not this machine no password goes without TLS', async () => {
  assert.equal(await problemOf({ host: foreign.host, port: foreign.port }), 'tls_failed');
  assert.ok(!foreign.heard.includes('LOGIN'), foreign.heard.join());
});

test('a letter at which the server breaks off each time does not keep the next one waiting', async () => {
  const village = await createVillage('709');
  const { world, program, photo } = village;
  after(() => village.close());
  const { deps } = world;
  const orderedOf = async (n: number): Promise<{ readonly uid: number; readonly path: string }> => {
    const email = `rodzic${n}@dom.example`;
    const { path } = await village.addPupil(n, [{ name: `Rodzic Numer${n}`, email, rights: 'full' }]);
    const { givenNames, surname } = (await program.call('GET', path)).json;
    const bytes = await composeMail({
      ...{ from: email, to: 'szkola@szkola.example', messageId: `<walls-${n}@dom.example>` },
      subject: `mLegitymacja ${String(givenNames)} ${String(surname)}`,
      attachments: [{ filename: 'zdjecie.jpg', content: photo, contentType: 'image/jpeg' }],
    });
    return { uid: post.put(bytes), path };
  };
  await inSchool(deps.store, program.school, async (tx) => {
    const passwordSealed = await sealPassword(deps, tx, 'geheim');
    const server = { host: post.host, port: post.port, user: 'szkola', passwordSealed };
    const row = { kind: 'imap', address: 'szkola@szkola.example', folder: 'INBOX', server } as const;
    await saveMailbox(tx, row, 1);
  });
  const [broken, good] = [await orderedOf(1), await orderedOf(2)];
  const passed = new Map();
  const look = (): Promise<number> => {
    world.clock.now += 61;
    return readMailbox(deps, program.school, { passed });
  };
  post.how.dropAfterBytes = 1000;
  assert.equal(await look(), 0, 'broken off');
  assert.equal(await look(), 1, 'the next one');
  assert.deepEqual(
    [broken, good].map(({ uid }) => post.letters.get(uid)?.flags.has('\\Seen')),
    [false, true],
  );
  assert.equal(await look(), 1, 'and the first one again');
  assert.ok(post.letters.get(broken.uid)?.flags.has('\\Seen'));
});
