import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DumpRows } from '../store/dump.ts';
import { loadDatabase, readTarget } from '../store/load.ts';
import { migrate } from '../store/migrate.ts';
import { MIGRATIONS, readMigration } from '../store/migrations.ts';
import { type KeptFile, type Manifest, type Part, readArchive } from './archive.ts';
import { BackupError, CHANGED } from './backup-error.ts';
import { type Counts, countParts, sayNowAndThen } from './create-backup.ts';
import { revokedSince } from './revoked-since.ts';

/** Where a backup goes. */
export type RestoreTarget = {
  readonly issuer: string;
  readonly mode: 'demo' | 'production';
  readonly files: Readonly<Record<KeptFile, string>>;
  /** Mark of a restore that has not come to its end. */
  readonly mark: string;
  /** Starts, or finds, the database. */
  readonly openDatabase: () => Promise<{ ownerUrl: string; stop: () => Promise<void> }>;
  /** Epoch seconds. */
  readonly now: () => number;
  readonly say: (line: string) => void;
};

/** What was put back, as of when. */
export type Restored = { readonly createdAt: number; readonly counts: Counts };

/** A machine's clock may be so far behind the one that made the backup. */
const SKEW_SECONDS = 300;

/**
 * Puts a backup in the place of what is there. The whole file is read and proved before anything is touched; the database is
 * filled in one transaction. Killed at any moment, it is run again: a mark in the data folder lets no server start on what
 * is half done.
 * @param options.replace what is there may go
 * @param options.lists text of `mleg trust --lists` of after the backup: what was revoked there is revoked again
 * @throws BackupError for a file or a target that does not fit; nothing was changed then
 */
export async function restoreBackup(
  target: RestoreTarget,
  path: string,
  contentKey: Uint8Array,
  options: { readonly replace: boolean; readonly lists?: string },
): Promise<Restored> {
  target.say('Reading the whole backup first…');
  const { manifest, files } = await readStart(path, contentKey);
  await checkManifest(target, manifest);
  const { lists } = options;
  const known = lists === undefined ? {} : { isRevoked: await revokedSince(lists, keysOf(manifest, files)) };
  const counts = await countParts(readArchive(path, contentKey), target.say);
  const isUnfinished = await isThere(target.mark);
  const mayReplace = options.replace || isUnfinished;
  if (!mayReplace) await checkFiles(target, files);
  const database = await target.openDatabase();
  try {
    await checkDatabase(database.ownerUrl, mayReplace);
    await writeWhole(target.mark, `${manifest.createdAt}\n`);
    const say = sayNowAndThen(target.say);
    const rows = rowsOf(readArchive(path, contentKey), say);
    await loadDatabase(database.ownerUrl, { ...manifest, ...known, rows }, target.now());
    await migrate(database.ownerUrl, {});
    for (const [file, content] of files) await putFile(target.files[file], content);
  } finally {
    await database.stop();
  }
  await rm(target.mark, { force: true });
  return { createdAt: manifest.createdAt, counts };
}

type Files = ReadonlyMap<KeptFile, string>;

function keysOf({ issuer }: Manifest, files: Files): Parameters<typeof revokedSince>[1] {
  const [masterKey, signers] = [files.get('masterKey'), files.get('signers')];
  if (masterKey === undefined || signers === undefined) throw new BackupError(CHANGED);
  return { masterKey, signers, issuer };
}

/** What stands before the rows. */
async function readStart(
  path: string,
  contentKey: Uint8Array,
): Promise<{ manifest: Manifest; files: Files }> {
  const files = new Map<KeptFile, string>();
  let manifest: Manifest | undefined;
  for await (const part of readArchive(path, contentKey)) {
    if (part.kind === 'manifest') manifest = part.manifest;
    else if (part.kind === 'file') files.set(part.file, part.content);
    else break;
  }
  if (manifest === undefined) throw new BackupError(CHANGED);
  return { manifest, files };
}

async function checkManifest(target: RestoreTarget, manifest: Manifest): Promise<void> {
  for (const { name, checksum } of manifest.migrations) {
    const known = MIGRATIONS.includes(name) ? await readMigration(name) : undefined;
    if (known?.checksum !== checksum)
      throw new BackupError(
        'This backup was made by a newer or another version of mLegitymacja: put it back with that one.',
      );
  }
  if (manifest.mode !== target.mode)
    throw new BackupError(`This is a backup of a ${manifest.mode} server, and MLEG_ENV says ${target.mode}.`);
  if (manifest.issuer !== target.issuer)
    throw new BackupError(
      `This is a backup of ${manifest.issuer}, and the settings say ${target.issuer}: phones know the first.`,
    );
  // Status lists that are signed by an earlier time than those before them would be refused everywhere.
  if (target.now() < manifest.createdAt - SKEW_SECONDS)
    throw new BackupError(
      'The clock of this machine is behind the one that made the backup: correct it first.',
    );
}

/** Keys of another server are the only way to its data. */
async function checkFiles(target: RestoreTarget, files: Files): Promise<void> {
  const found: string[] = [];
  for (const [file, content] of files) {
    const there = await readFile(target.files[file], 'utf8').catch(() => undefined);
    if (there !== undefined && there !== content) found.push(target.files[file]);
  }
  if (found.length > 0)
    throw new BackupError(`There is something already: ${found.join(', ')}. ${OTHER_PLACE}`);
}

async function checkDatabase(ownerUrl: string, mayReplace: boolean): Promise<void> {
  const { isEmpty, others } = await readTarget(ownerUrl);
  if (others > 0) throw new BackupError('A server is connected to the database: stop it first.');
  if (!isEmpty && !mayReplace) throw new BackupError(`The database is not empty. ${OTHER_PLACE}`);
}

const OTHER_PLACE =
  'Take another data folder and database, or say --replace: then the database is emptied, and key files are put aside.';

async function* rowsOf(parts: AsyncIterable<Part>, say: (line: string) => void): AsyncGenerator<DumpRows> {
  for await (const part of parts) {
    if (part.kind !== 'rows') continue;
    say(`Restoring: ${part.table}`);
    yield part;
  }
}

/** Puts a file in its place; another one that was there is kept beside it. */
async function putFile(path: string, content: string): Promise<void> {
  const there = await readFile(path, 'utf8').catch(() => undefined);
  if (there === content) return;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  if (there !== undefined) await rename(path, `${path}.before-restore-${Date.now()}`);
  await writeWhole(path, content);
}

/** Never half a file, and there after a power cut. */
async function writeWhole(path: string, content: string): Promise<void> {
  const half = `${path}.new`;
  await rm(half, { force: true });
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const handle = await open(half, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(half, path);
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
