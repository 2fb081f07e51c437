import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { domainOf, type Letter, type Mailer, toMail } from './mailer.ts';

/** A letter as it would travel (RFC 5322), without a server. */
export async function composeMail(mail: SendMailOptions): Promise<Buffer> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await transport.sendMail(mail);
  if (!Buffer.isBuffer(message)) throw new Error('a mail was not composed');
  return message;
}

/**
 * Puts letters as `.eml` files into a folder instead of sending them: a demo has no mail server. The same letter is the same
 * file.
 */
export function createFolderMailer(folder: string, from: string): Mailer {
  const domain = domainOf(from) ?? 'localhost';
  return {
    send: async (letter: Letter) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const bytes = await composeMail(toMail(letter, { from, domain }));
      const name = `${letter.id ?? `${process.hrtime.bigint()}`}.eml`;
      await writeFile(join(folder, `.${name}`), bytes, { mode: 0o600 });
      await rename(join(folder, `.${name}`), join(folder, name));
    },
    close: () => undefined,
  };
}
