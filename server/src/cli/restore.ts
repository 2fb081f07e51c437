import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { openArchive } from '../backup/archive.ts';
import { BackupError } from '../backup/backup-error.ts';
import { type RestoreTarget, restoreBackup } from '../backup/restore-backup.ts';
import { dataFolder } from '../config/data-folder.ts';
import { readEnvironment } from '../config/environment.ts';
import { DataFolderInUse } from '../postgres/lock.ts';
import { startPostgres } from '../postgres/start.ts';
import { keptFiles, readOpenWith, readTextFile, wordsOf } from './backup.ts';
import { type ExitCode, type Io, readFlags, UsageError } from './command.ts';

export const restoreUsage =
  'restore --from <file> [--passphrase-file <file> | --key-file <file>] [--lists <file>] [--replace]';

const OPTIONS = {
  from: { type: 'string' },
  'passphrase-file': { type: 'string' },
  'key-file': { type: 'string' },
  lists: { type: 'string' },
  replace: { type: 'boolean', default: false },
} as const;

/** Puts a backup back, where the settings say; says what a person has to do again. */
export async function restoreCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = readFlags(args, OPTIONS);
  if (values.from === undefined || positionals.length > 0) throw new UsageError('--from names one file');
  const path = resolve(values.from);
  const contentKey = await openArchive(path, await readOpenWith(values, io));
  const lists = values.lists === undefined ? {} : { lists: await readTextFile(values.lists) };
  const options = { replace: values.replace, ...lists };
  const { createdAt, counts } = await restoreBackup(findTarget(io), path, contentKey, options);
  const at = `${new Date(createdAt * 1000).toISOString().replace('T', ' ').slice(0, 16)} UTC`;
  const revocations = values.lists === undefined ? 'revocations, ' : '';
  for (const line of linesOf(at, wordsOf(counts), revocations)) io.say(line);
  return 0;
}

function linesOf(at: string, what: string, revocations: string): string[] {
  return [
    `Restored as of ${at}: ${what}.`,
    'All sessions, log-in links and activation codes have ended. IDs that were issued since then read as revoked: their pupils take new codes.',
    `To be done again, for everything since ${at}: ${revocations}suspensions, orders and decisions, imports, roles and API keys that were given or taken.`,
    'If the server was off for more than a day it waits with what cannot be undone until: npm run -s mleg -- clock accept',
  ];
}

function findTarget(io: Io): RestoreTarget {
  const { config, secrets } = readEnvironment();
  const root = resolve(config.dataFolder);
  return {
    issuer: config.origins.school,
    mode: config.mode,
    files: keptFiles(root, secrets),
    mark: dataFolder(root).restoring,
    now: io.now,
    say: io.say,
    openDatabase: async () => {
      await mkdir(root, { recursive: true, mode: 0o700 });
      const { databaseOwnerUrl: ownerUrl } = config;
      if (ownerUrl !== undefined) return { ownerUrl, stop: async () => undefined };
      return startPostgres({ dataDir: root, onProgress: io.say }).catch((error: unknown) => {
        if (error instanceof DataFolderInUse) throw new BackupError(error.message, { cause: error });
        throw error;
      });
    },
  };
}
