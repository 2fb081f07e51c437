import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { clusterFolder, dataFolder } from '../config/data-folder.ts';
import { copyBinaries, findBinaries } from './binaries.ts';

/** Who runs the database: nobody in particular when we are root, because PostgreSQL refuses root. */
export type RunAs = { readonly uid: number; readonly gid: number } | undefined;

/** Where everything of one cluster lies. */
export type Place = {
  readonly binaries: string;
  /** PGDATA. */
  readonly cluster: string;
  readonly socketFolder: string;
  readonly logFile: string;
  readonly runAs: RunAs;
};

const SYSTEM_HOME = '/var/lib/mlegitymacja';
/** sun_path is 108 bytes with its end mark; `/.s.PGSQL.5432` and some room go off. */
const SOCKET_FOLDER_BYTES_MAX = 85;

/**
 * Decides where cluster, socket and binaries of a data folder lie and makes the folders.
 * As root the cluster belongs to an unprivileged user; where that user cannot reach the data folder or the
 * binaries (a clone under /root is 0700), they lie under /var/lib/mlegitymacja.
 * @param dataDir absolute path of an existing folder
 */
export async function findPlace(dataDir: string): Promise<Place> {
  const native = await findBinaries();
  const realDataDir = await realpath(dataDir);
  const hash = createHash('sha256').update(realDataDir).digest('hex').slice(0, 12);
  const runAs = process.getuid?.() === 0 ? await unprivilegedUser() : undefined;
  if (!runAs) {
    return placeIn(realDataDir, { binaries: native, hash, runAs });
  }
  // Files inside stay 0600; the folder itself must let the database's user through to its own.
  await chmod(realDataDir, 0o711);
  const home = (await reachable(realDataDir)) ? realDataDir : await systemHome(realDataDir, hash);
  let binaries = native;
  if (!(await reachable(native))) {
    binaries = join(SYSTEM_HOME, `binaries-${await fingerprint(native)}`);
    await copyBinaries(native, binaries);
  }
  return placeIn(home, { binaries, hash, runAs });
}

async function placeIn(
  home: string,
  { binaries, hash, runAs }: { binaries: string; hash: string; runAs: RunAs },
): Promise<Place> {
  const { cluster, socket, log } = clusterFolder(home);
  const socketFolder = await makeSocketFolder(socket, hash, runAs);
  return { binaries, cluster, socketFolder, logFile: log, runAs };
}

/** Removes what findPlace put outside a data folder; for throw-away data. */
export async function forgetPlace(dataDir: string): Promise<void> {
  const hash = createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex')
    .slice(0, 12);
  await rm(join(SYSTEM_HOME, hash), { recursive: true, force: true });
}

/** A cluster outside the data folder belongs to it by a mark; without the mark the data folder was emptied. */
async function systemHome(dataDir: string, hash: string): Promise<string> {
  const home = join(SYSTEM_HOME, hash);
  const mark = dataFolder(dataDir).clusterMark;
  if ((await readFile(mark, 'utf8').catch(() => '')).trim() !== home) {
    await rm(home, { recursive: true, force: true });
    await mkdir(home, { recursive: true, mode: 0o711 });
    await writeFile(mark, `${home}\n`, { mode: 0o600 });
  }
  await mkdir(home, { recursive: true, mode: 0o711 });
  await chmod(SYSTEM_HOME, 0o711);
  return home;
}

async function makeSocketFolder(wanted: string, hash: string, runAs: RunAs): Promise<string> {
  const folder =
    Buffer.byteLength(wanted) <= SOCKET_FOLDER_BYTES_MAX ? wanted : join(tmpdir(), `mleg-${hash}`);
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const found = await lstat(folder);
  const owners = [process.getuid?.() ?? 0, runAs?.uid];
  // In a shared temporary folder somebody else may have made it first, to listen in our place.
  if (!found.isDirectory() || !owners.includes(found.uid))
    throw new Error('the folder for the database socket belongs to somebody else');
  await chmod(folder, 0o700);
  if (runAs) await chown(folder, runAs.uid, runAs.gid);
  return folder;
}

/** Whether any user may pass through to the path. */
async function reachable(path: string): Promise<boolean> {
  for (let at = path; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** The version of the binaries, so that an update gets a new copy. */
async function fingerprint(native: string): Promise<string> {
  const about = await readFile(join(dirname(native), 'package.json'), 'utf8');
  return createHash('sha256').update(about).digest('hex').slice(0, 12);
}

async function unprivilegedUser(): Promise<RunAs> {
  const line = (await readFile('/etc/passwd', 'utf8').catch(() => ''))
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'));
  const [, , uid = '65534', gid = '65534'] = line?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}
