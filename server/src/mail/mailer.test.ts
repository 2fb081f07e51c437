import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { loginLetter } from './login-letter.ts';
import { createMailer } from './mailer.ts';

/** A mail server of a few lines: keeps what it is told between DATA and the lone dot. */
function fakeMailServer(): { server: Server; received: string[]; recipients: string[] } {
  const received: string[] = [];
  const recipients: string[] = [];
  const answer = (line: string, isData: boolean): string | undefined => {
    if (isData && line !== '.') received.push(line);
    else if (line === 'DATA') return '354 go on';
    else {
      if (line.startsWith('RCPT')) recipients.push(line);
      return '250 ok';
    }
    return undefined;
  };
  const talk = (socket: Socket): void => {
    let isData = false;
    socket.write('220 here\r\n');
    createInterface(socket).on('line', (line) => {
      const reply = answer(line, isData);
      if (reply !== undefined) {
        isData = line === 'DATA';
        socket.write(`${reply}\r\n`);
      }
    });
    socket.on('error', () => undefined);
  };
  return { server: createServer(talk), received, recipients };
}

test('a log-in letter reaches its one address with the link whole, and names nobody', async () => {
  const { server, received, recipients } = fakeMailServer();
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const mailer = createMailer(`smtp://localhost:${port}`, 'mLegitymacja <school@example.org>');
  const link = `https://panel.example.org/login#token=${'a'.repeat(43)}`;
  await mailer.send(loginLetter('office@example.org', link, 'uk'));
  mailer.close();
  server.close();
  assert.deepEqual(recipients, ['RCPT TO:<office@example.org>']);
  const whole = received.join('\n');
  const body = whole.slice(whole.indexOf('\n\n') + 2);
  const text = /base64/i.test(whole)
    ? Buffer.from(body, 'base64').toString()
    : body.replaceAll('=\n', '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => `%${hex}`);
  assert.ok(text.replaceAll('%3D', '=').includes(link), text);
});

test('a list of addresses in place of one reaches nobody else', async () => {
  const { server, recipients } = fakeMailServer();
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const mailer = createMailer(`smtp://localhost:${port}`, 'mLegitymacja <school@example.org>');
  await mailer
    .send(loginLetter('a@example.org, b@example.org', 'https://x.example/login#token=1', 'pl'))
    .catch(() => undefined);
  mailer.close();
  server.close();
  assert.ok(recipients.length <= 1, recipients.join());
});

test('a mail server elsewhere that offers no TLS gets no link', async () => {
  // 127.0.0.2 is this machine by another name: not „localhost”, so TLS is demanded.
  const { server, received } = fakeMailServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const mailer = createMailer(`smtp://127.0.0.2:${port}`, 'mLegitymacja <school@example.org>');
  await assert.rejects(mailer.send(loginLetter('office@example.org', 'https://x.example/', 'en')));
  mailer.close();
  server.close();
  assert.deepEqual(received, []);
});
