import assert from 'node:assert/strict';
import { chown, readdir, rename, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { composeMail } from '@mleg/server/src/mail/folder-mailer.ts';
import { openImap } from '@mleg/server/src/mailbox/imap.ts';
import { connectMailbox } from '@mleg/server/src/service/mailbox/connect-mailbox.ts';
import { readMailbox, sealPassword, tryMailbox } from '@mleg/server/src/service/mailbox/read-mailbox.ts';
import { saveMailbox } from '@mleg/server/src/store/mailboxes.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { freePorts } from '../harness/free-ports.ts';
import { createVillage } from '../rules/family.ts';
import { type Dovecot, dovecotMissing, startDovecot } from './dovecot.ts';

/** The mailbox over a real IMAP server: nothing is lost, nothing comes twice, what is not ours stays unread. */

const why = dovecotMissing();
const skip = why === undefined ? {} : { skip: why };
const server = why === undefined ? await startDovecot() : undefined;
const village = why === undefined ? await createVillage('708') : undefined;
after(async () => {
  await village?.close();
  await server?.stop();
});

const ADDRESS = 'legitymacje@szkola.example';
const NOBODY = 65_534;
let serial = 0;

/** As the school's mail server delivers. */
async function deliver({ folder }: Dovecot, mail: Parameters<typeof composeMail>[0]): Promise<void> {
  serial += 1;
  const name = `${1_700_000_000 + serial}.M${serial}.imap`;
  await writeFile(join(folder, 'tmp', name), await composeMail({ to: ADDRESS, ...mail }));
  await chown(join(folder, 'tmp', name), NOBODY, NOBODY);
  await rename(join(folder, 'tmp', name), join(folder, 'new', name));
}

/** Connects the village's school. */
async function connectSchool(port: number): Promise<void> {
  assert.ok(village && server);
  const { deps } = village.world;
  await inSchool(deps.store, village.program.school, async (tx) => {
    const passwordSealed = await sealPassword(deps, tx, server.password);
    const login = { host: 'localhost', port, user: server.user, passwordSealed };
    await saveMailbox(tx, { kind: 'imap', address: ADDRESS, folder: 'INBOX', server: login }, 1);
  });
}

/** A look; the minute between two is over. */
function look(): Promise<number> {
  assert.ok(village);
  village.world.clock.now += 61;
  return readMailbox(village.world.deps, village.program.school, { passed: new Map() });
}

const seenIn = async ({ folder }: Dovecot): Promise<string[]> =>
  (await readdir(join(folder, 'cur'))).filter((name) => /:2,\w*S/.test(name));

test('a letter is taken in and marked as read, others stay unread', skip, async () => {
  assert.ok(village && server);
  const { path } = await village.addPupil(1, [{ name: 'Rodzic', email: 'r1@dom.example', rights: 'full' }]);
  const { givenNames, surname } = (await village.program.call('GET', path)).json;
  await connectSchool(server.port);
  await deliver(server, {
    from: 'r1@dom.example',
    subject: `mLegitymacja ${String(givenNames)} ${String(surname)}`,
    attachments: [{ filename: 'zdjecie.jpg', content: village.photo }],
  });
  await deliver(server, { from: 'sklep@sklep.example', subject: 'Cennik papieru', text: 'oferta' });
  assert.equal(await look(), 1);
  assert.equal((await seenIn(server)).length, 1);
  assert.equal(await look(), 0);
  const orders = (await village.program.call('GET', '/orders?pupil=f-1')).json['orders'] as {
    source: string;
  }[];
  assert.deepEqual(
    orders.map(({ source }) => source),
    ['mailbox'],
  );
});

test('a connection that drops inside an attachment loses nothing and doubles nothing', skip, async () => {
  assert.ok(village && server);
  const { path } = await village.addPupil(2, [{ name: 'Rodzic', email: 'r2@dom.example', rights: 'full' }]);
  const { givenNames, surname } = (await village.program.call('GET', path)).json;
  await deliver(server, {
    from: 'r2@dom.example',
    subject: `mLegitymacja ${String(givenNames)} ${String(surname)}`,
    attachments: [{ filename: 'zdjecie.jpg', content: village.photo }],
  });
  const cutting = await startCutter(server.port);
  await connectSchool(cutting.port);
  assert.equal(await look(), 0, 'the letter did not come whole');
  cutting.server.close();
  await connectSchool(server.port);
  assert.equal(await look(), 1);
  assert.equal(await look(), 0);
});

test('letters are unmarked and deleted by their name; a name of another folder is nobody', skip, async () => {
  assert.ok(server);
  const { user, password, port } = server;
  const mailbox = await openImap({ host: 'localhost', port, user, password, folder: 'INBOX' });
  await deliver(server, { from: 'a@b.example', subject: 'do usunięcia', text: 'x' });
  const before = await mailbox.list();
  const name = before.at(-1) ?? '';
  assert.match(String(Buffer.from((await mailbox.read(name, 1_000_000))?.bytes ?? [])), /Message-ID/i);
  assert.equal((await mailbox.read(name, 10))?.isCut, true);
  await mailbox.markRead(name);
  assert.ok(!(await mailbox.list()).includes(name));
  await mailbox.markUnread(name);
  assert.ok((await mailbox.list()).includes(name));
  assert.equal(await mailbox.read('1.1', 100), undefined);
  await mailbox.remove('1.1');
  await mailbox.remove(name);
  assert.deepEqual(
    await mailbox.list(),
    before.filter((one) => one !== name),
  );
  await mailbox.close();
});

test('what does not work is said by its word', skip, async () => {
  assert.ok(server && village);
  const { user, password, port } = server;
  const place = { host: 'localhost', port, user, password, folder: 'INBOX' };
  const free = await freePorts(1);
  const wrong = [
    ['login_refused', { password: 'nie to' }],
    ['folder_missing', { folder: 'Nie ma takiego' }],
    ['connection_refused', { port: free }],
    ['host_unknown', { host: 'no-such-host.invalid' }],
  ] as const;
  for (const [problem, part] of wrong)
    await assert.rejects(openImap({ ...place, ...part }), { name: 'MailboxError', problem }, problem);
  const { deps } = village.world;
  const acting = { school: village.program.school, actor: { kind: 'staff', id: 'head' } } as const;
  const login = { host: 'localhost', port, user, password };
  const asked = { address: ADDRESS, folder: 'INBOX', login };
  assert.equal((await connectMailbox(deps, acting, asked)).problem, null);
  const refused = await connectMailbox(deps, acting, { ...asked, login: { ...login, password: 'nie to' } });
  assert.equal(refused.problem, 'login_refused');
  assert.equal((await tryMailbox(deps, acting.school))?.problem, null, 'the one that works stays');
  await connectSchool(free);
  assert.equal((await tryMailbox(deps, village.program.school))?.problem, 'connection_refused');
});

/** Passes everything on until the photo is on its way, then drops the line. */
async function startCutter(to: number): Promise<{ readonly port: number; readonly server: Server }> {
  const port = await freePorts(1);
  const cutter = createServer((client) => {
    const upstream = connect(to, '127.0.0.1');
    let passed = 0;
    const drop = (): void => {
      client.destroy();
      upstream.destroy();
    };
    client.on('error', drop).on('close', drop);
    upstream.on('error', drop).on('close', drop);
    client.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => {
      passed += chunk.length;
      if (passed > 6000) drop();
      else client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => cutter.listen(port, '127.0.0.1', resolve));
  return { port, server: cutter };
}
