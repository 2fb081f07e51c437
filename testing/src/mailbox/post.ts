import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeMail } from '@mleg/server/src/mail/folder-mailer.ts';
import type { Letter, Mailer } from '@mleg/server/src/mail/mailer.ts';
import { createMaildir } from '@mleg/server/src/mailbox/maildir.ts';
import { type PassedOver, readMailbox } from '@mleg/server/src/service/mailbox/read-mailbox.ts';
import { createUpkeep } from '@mleg/server/src/service/upkeep/upkeep-jobs.ts';
import { saveMailbox } from '@mleg/server/src/store/mailboxes.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import type { Village } from '../rules/family.ts';

/** A letter as somebody sends it. */
export type Mail = {
  readonly from: string | { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text?: string;
  readonly messageId?: string;
  readonly headers?: Record<string, string>;
  readonly files?: readonly {
    readonly filename: string;
    readonly content: Buffer;
    readonly contentType?: string;
  }[];
};

export type PostOffice = {
  readonly folder: string;
  /** Delivers a letter as a mail server does: written whole, then moved. @returns its name in the Maildir */
  readonly deliver: (mail: Mail | Buffer) => Promise<string>;
  /** One look into the mailbox. @returns how many letters were taken in */
  readonly look: (passed?: PassedOver) => Promise<number>;
  /** Files of `new/` and `cur/`. */
  readonly files: () => Promise<{ readonly fresh: string[]; readonly seen: string[] }>;
  /** Sends what is due in the outbox, and gives the letters that left. */
  readonly send: () => Promise<Letter[]>;
};

export const ADDRESS = 'legitymacje@szkola.example';

/** Connects a Maildir of the village's own to its school. */
export async function openPost(village: Village): Promise<PostOffice> {
  const { world, program } = village;
  const folder = join(world.deps.config.dataFolder, 'post');
  await createMaildir(folder);
  const row = { kind: 'maildir', address: ADDRESS, folder, server: null } as const;
  await inSchool(world.deps.store, program.school, (tx) => saveMailbox(tx, row, world.clock.now));
  let serial = 0;
  const gone: Letter[] = [];
  const mail: Mailer = { send: async (letter) => void gone.push(letter), close: () => undefined };
  const upkeep = createUpkeep({ ...world.deps, mail });
  return {
    folder,
    deliver: async (given) => {
      serial += 1;
      const name = `${1_700_000_000 + serial}.M${serial}.post`;
      const bytes = Buffer.isBuffer(given) ? given : await toBytes(given);
      await writeFile(join(folder, 'tmp', name), bytes);
      await rename(join(folder, 'tmp', name), join(folder, 'new', name));
      return name;
    },
    look: (passed = new Map()) => readMailbox(world.deps, program.school, { passed }),
    files: async () => ({
      fresh: await readdir(join(folder, 'new')),
      seen: await readdir(join(folder, 'cur')),
    }),
    send: async () => {
      await upkeep.runDue();
      return gone.splice(0);
    },
  };
}

function toBytes({ files = [], headers = {}, ...mail }: Mail): Promise<Buffer> {
  return composeMail({ to: ADDRESS, attachments: [...files], headers, ...mail });
}
