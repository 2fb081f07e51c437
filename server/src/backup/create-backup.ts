import { createWriteStream } from 'node:fs';
import { access, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Snapshot, withSnapshot } from '../store/dump.ts';
import {
  ARCHIVE_VERSION,
  type KeptFile,
  type Manifest,
  type Part,
  readArchive,
  writeArchive,
} from './archive.ts';
import { BackupError } from './backup-error.ts';
import { newContentKey, type SealFor } from './backup-key.ts';

export type BackupDeps = {
  readonly ownerUrl: string;
  readonly mode: 'demo' | 'production';
  /** Where the files are that are kept. */
  readonly files: Readonly<Record<KeptFile, string>>;
  /** Epoch seconds. */
  readonly now: () => number;
  /** A line for the person at the terminal. */
  readonly say: (line: string) => void;
};

/** What a backup holds, table by table. */
export type Counts = Readonly<Record<string, number>>;

/** A line so often while it goes on. */
const SAY_MS = 2000;

/**
 * Writes a backup of database, keys and files into one sealed file, beside a running server; it is there under its name only
 * when it was read back whole.
 * @param path of a file that is not there
 * @throws BackupError
 */
export async function createBackup(deps: BackupDeps, path: string, sealFor: SealFor): Promise<Counts> {
  if (await isThere(path)) throw new BackupError(`${path} is there already: a backup never replaces a file.`);
  const half = `${path}.part`;
  const { key, head: keyHead } = await newContentKey(sealFor);
  const head = { version: ARCHIVE_VERSION, createdAt: deps.now(), key: keyHead };
  await rm(half, { force: true });
  try {
    await withSnapshot(deps.ownerUrl, (snapshot) =>
      pipeline(
        writeArchive(partsOf(deps, snapshot, head.createdAt), key, head),
        createWriteStream(half, { flags: 'wx', mode: 0o600 }),
      ),
    );
    await keep(half);
    deps.say('Written. Reading it back…');
    const counts = await countParts(readArchive(half, key), deps.say);
    await rename(half, path);
    await keep(dirname(path));
    return counts;
  } catch (error) {
    await rm(half, { force: true });
    throw inWords(error, path);
  }
}

function inWords(error: unknown, path: string): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOENT', 'ENOTDIR', 'EDQUOT'].includes(code)
    ? new BackupError(`${path} cannot be written (${code}).`, { cause: error })
    : error;
}

/** Survives a power cut from now on. */
async function keep(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function* partsOf(deps: BackupDeps, snapshot: Snapshot, createdAt: number): AsyncGenerator<Part> {
  const { issuer, migrations, tables, sequences } = snapshot;
  const manifest: Manifest = { createdAt, issuer, mode: deps.mode, migrations, tables, sequences };
  yield { kind: 'manifest', manifest };
  for (const file of ['masterKey', 'signers', 'demoFacts'] as const) {
    const content = await readFile(deps.files[file], 'utf8').catch((error: NodeJS.ErrnoException) => {
      // Only a demo has its facts.
      if (file === 'demoFacts' && error.code === 'ENOENT') return undefined;
      throw new BackupError(`${deps.files[file]} cannot be read (${error.code ?? ''}).`, { cause: error });
    });
    if (content !== undefined) yield { kind: 'file', file, content };
  }
  const say = sayNowAndThen(deps.say);
  for await (const rows of snapshot.rows()) {
    say(`Backing up: ${rows.table}`);
    yield { kind: 'rows', ...rows };
  }
}

/** Reads all of it: what is changed, cut short or of another key throws. */
export async function countParts(parts: AsyncIterable<Part>, say: (line: string) => void): Promise<Counts> {
  const sayNow = sayNowAndThen(say);
  let counts: Counts = {};
  for await (const part of parts) {
    if (part.kind === 'rows') sayNow(`Reading: ${part.table}`);
    if (part.kind === 'end') counts = part.counts;
  }
  return counts;
}

/** Passes a line on every other second. */
export function sayNowAndThen(say: (line: string) => void): (line: string) => void {
  let saidAt = performance.now();
  return (line) => {
    if (performance.now() - saidAt < SAY_MS) return;
    saidAt = performance.now();
    say(line);
  };
}
