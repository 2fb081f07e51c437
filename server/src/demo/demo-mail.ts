import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppDeps } from '../app-deps.ts';
import { DEMO_MAIL, dataFolder } from '../config/data-folder.ts';
import { composeMail } from '../mail/folder-mailer.ts';
import { createMaildir } from '../mailbox/maildir.ts';
import { drawFace } from '../photo/drawn-face.ts';
import { saveMailbox, schoolMailbox } from '../store/mailboxes.ts';
import { inSchool } from '../store/tenant.ts';
import { demoLetters } from './demo-letters.ts';
import type { DemoPupil } from './demo-pupil.ts';

export const demoAddress = 'legitymacje@sp-przykladowo.example';

/**
 * The demo's mailbox: a Maildir in the data folder with a dozen letters as parents write them, and the folder for what is sent.
 * Once more on the same data it adds nothing.
 */
export async function openDemoMailbox(
  deps: Pick<AppDeps, 'store' | 'now' | 'config'>,
  school: number,
  pupils: readonly DemoPupil[],
): Promise<void> {
  const { demoMail, demoSent } = dataFolder(deps.config.dataFolder);
  await createMaildir(demoMail);
  await mkdir(demoSent, { recursive: true, mode: 0o700 });
  const isKnown = (await inSchool(deps.store, school, schoolMailbox)) !== undefined;
  if (!isKnown && (await readdir(join(demoMail, 'new'))).length === 0)
    await writeLetters(demoMail, pupils, deps.now());
  if (isKnown) return;
  const mailbox = { kind: 'maildir', address: demoAddress, folder: DEMO_MAIL, server: null } as const;
  await inSchool(deps.store, school, (tx) => saveMailbox(tx, mailbox, deps.now()));
}

/** Written whole in `tmp/` and then moved, as a mail server delivers. */
async function writeLetters(folder: string, pupils: readonly DemoPupil[], nowAt: number): Promise<void> {
  for (const [number, letter] of demoLetters(pupils).entries()) {
    const { face, ...mail } = letter;
    const date = new Date((nowAt - (number + 1) * 1700) * 1000);
    const messageId = `<${createHash('sha256')
      .update(mail.subject + number)
      .digest('hex')
      .slice(0, 24)}@rodzice.example>`;
    const attachments =
      face === undefined
        ? []
        : [
            {
              filename: face.file,
              content: Buffer.from(await drawFace(face.seed)),
              contentType: 'image/jpeg',
            },
          ];
    const bytes = await composeMail({ to: demoAddress, date, messageId, ...mail, attachments });
    const name = `${Math.floor(date.getTime() / 1000)}.M${number}P1.demo`;
    await writeFile(join(folder, 'tmp', name), bytes, { mode: 0o600 });
    await rename(join(folder, 'tmp', name), join(folder, 'new', name));
  }
}
