import { open, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { KeptFile } from '../backup/archive.ts';
import { BackupError } from '../backup/backup-error.ts';
import { createRecipient, type OpenWith, type SealFor } from '../backup/backup-key.ts';
import { type Counts, createBackup } from '../backup/create-backup.ts';
import { dataFolder, keyFiles } from '../config/data-folder.ts';
import type { SecretFiles } from '../config/environment.ts';
import { type ExitCode, type Io, readFlags, UsageError } from './command.ts';
import { openOperator } from './operator.ts';

export const backupUsage = `backup --to <file> [--passphrase-file <file> | --for <recipient>]
  mleg backup key --to <file>`;

const OPTIONS = {
  to: { type: 'string' },
  'passphrase-file': { type: 'string' },
  for: { type: 'string' },
} as const;

/** Where the files are that a backup keeps. */
export function keptFiles(root: string, secrets: SecretFiles): Readonly<Record<KeptFile, string>> {
  const { masterKey, signers } = keyFiles(root, secrets);
  return { masterKey, signers, demoFacts: dataFolder(root).demoFacts };
}

/**
 * Writes database, keys and files into one sealed file, beside a running server; `key` makes a pair of keys for backups that
 * are made where nobody should be able to read them.
 */
export async function backupCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = readFlags(args, OPTIONS);
  const path = values.to;
  if (path === undefined) throw new UsageError('--to is missing');
  const [what, ...more] = positionals;
  if (more.length > 0 || (what !== undefined && what !== 'key'))
    throw new UsageError('backup, or backup key');
  if (what === 'key') return makeKey(path, io);
  const sealFor = await readSealFor(values, io);
  const { deps, ownerUrl, secrets, close } = await openOperator(io.say);
  try {
    const { config, now } = deps;
    const files = keptFiles(config.dataFolder, secrets);
    const parts = { ownerUrl, mode: config.mode, files, now, say: io.say };
    const counts = await createBackup(parts, resolve(path), sealFor);
    io.say(`Backed up and read back: ${wordsOf(counts)}.`);
    return 0;
  } finally {
    await close();
  }
}

/** How much there is, by what people count. */
export function wordsOf(counts: Counts): string {
  const of = (table: string): number => counts[table] ?? 0;
  return `schools: ${of('school')}, pupils: ${of('pupil')}, mobile IDs: ${of('mobile_id')}`;
}

async function makeKey(path: string, io: Io): Promise<ExitCode> {
  const { recipient, privateKey } = createRecipient();
  const handle = await open(path, 'wx', 0o600).catch((cause: unknown) => {
    throw new BackupError(`${path} is there already or cannot be written.`, { cause });
  });
  await handle.writeFile(`${privateKey}\n`);
  await handle.sync();
  await handle.close();
  io.say(`The private key is in ${path}: keep it away from this server; without it no such backup opens.`);
  io.say(`Backups: npm run -s mleg -- backup --to FILE --for ${recipient}`);
  return 0;
}

type Given = { readonly 'passphrase-file'?: string | undefined };

async function readSealFor(given: Given & { readonly for?: string | undefined }, io: Io): Promise<SealFor> {
  if (given.for === undefined) {
    const passphrase = await readPassphrase(given, io);
    if (given['passphrase-file'] !== undefined || io.askSecret === undefined)
      return { kind: 'passphrase', passphrase };
    if ((await io.askSecret('Once more: ')) !== passphrase)
      throw new BackupError('The two are not the same; nothing was written.');
    return { kind: 'passphrase', passphrase };
  }
  if (given['passphrase-file'] !== undefined) throw new UsageError('say either --passphrase-file or --for');
  return { kind: 'recipient', recipient: given.for };
}

async function readPassphrase(given: Given, io: Io): Promise<string> {
  const path = given['passphrase-file'];
  if (path !== undefined) return (await readTextFile(path)).replace(/\r?\n$/, '');
  if (io.askSecret === undefined) throw new UsageError('--passphrase-file or a key is missing');
  return io.askSecret('Passphrase of the backup: ');
}

/** @throws BackupError */
export async function readTextFile(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new BackupError(`${path} cannot be read.`, { cause });
  });
}

/** What opens a backup: a private key, or a passphrase by file or asked for. */
export async function readOpenWith(
  given: Given & { readonly 'key-file'?: string | undefined },
  io: Io,
): Promise<OpenWith> {
  const keyFile = given['key-file'];
  if (keyFile === undefined) return { kind: 'passphrase', passphrase: await readPassphrase(given, io) };
  if (given['passphrase-file'] !== undefined)
    throw new UsageError('say either --passphrase-file or --key-file');
  return { kind: 'privateKey', privateKey: await readTextFile(keyFile) };
}
