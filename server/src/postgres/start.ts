import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { dataFolder } from '../config/data-folder.ts';
import { lockDataFolder } from './lock.ts';
import { findPlace, type Place } from './place.ts';
import { launch, runningPid, stopServer, urlOf, waitUntilReady } from './processes.ts';
import { type Supervisor, type SupervisorSays, supervise } from './supervise.ts';

export type StartOptions = {
  /** Existing folder; the cluster and its secret lie in it. */
  readonly dataDir: string;
  readonly onProgress?: (text: string) => void;
};

export type RunningPostgres = {
  /** `postgresql://…?host=<socket folder>` of the owner role, for `pg`. */
  readonly ownerUrl: string;
  /** A database process that an earlier, killed server left was taken over. */
  readonly adopted: boolean;
  /** From now on a database that ends is started again, until `stop`. */
  readonly keepRunning: (says: SupervisorSays) => Supervisor;
  /** Fast shutdown; the caller has closed its connections. Gives the data folder back. */
  readonly stop: () => Promise<void>;
};

const OWNER = 'mleg_owner';
const DATABASE = 'mlegitymacja';

/**
 * Starts the PostgreSQL that comes with the project, or adopts the one that a killed server left behind.
 * It listens on a Unix socket in a private folder only, with a random secret kept 0600 in the data folder.
 * @throws DataFolderInUse when another server runs on the folder; Error when the database does not come up
 */
export async function startPostgres(options: StartOptions): Promise<RunningPostgres> {
  const dataDir = resolve(options.dataDir);
  const say = options.onProgress ?? (() => undefined);
  if (process.platform === 'win32')
    throw new Error('the database of the project does not run on Windows: set MLEG_DATABASE_URL');
  const unlock = await lockDataFolder(dataDir);
  try {
    const place = await findPlace(dataDir);
    const secret = await ownerSecret(dataDir);
    if (!(await isFile(join(place.cluster, 'PG_VERSION')))) {
      say('Creating the database…');
      await createCluster(place, secret);
    }
    const adopted = await adopt(place, secret);
    if (!adopted) {
      say('Starting the database…');
      await launch(place, secret);
    }
    await ensureDatabase(place, secret);
    let supervisor: Supervisor | undefined;
    return {
      ownerUrl: urlOf(place, secret, DATABASE),
      adopted,
      keepRunning: (says) => {
        supervisor ??= supervise(place, secret, says);
        return supervisor;
      },
      stop: async () => {
        if (supervisor === undefined) await stopServer(place);
        else await supervisor.stop();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** The owner's URL of the database that another process of ours runs on this data folder. */
export async function runningPostgresUrl(dataDir: string): Promise<string> {
  return urlOf(await findPlace(resolve(dataDir)), await ownerSecret(dataDir), DATABASE);
}

/** The owner's password: random, made once, readable by us only. */
async function ownerSecret(dataDir: string): Promise<string> {
  const path = dataFolder(dataDir).postgresSecret;
  const found = await readFile(path, 'utf8').catch(() => '');
  if (found.trim()) return found.trim();
  const secret = randomBytes(24).toString('base64url');
  await writeFile(path, `${secret}\n`, { mode: 0o600 });
  return secret;
}

/** initdb beside the final folder and then a rename: a half-made cluster is never taken for a whole one. */
async function createCluster(place: Place, secret: string): Promise<void> {
  const half = `${place.cluster}.new`;
  const secretFile = `${place.cluster}.secret`;
  await rm(half, { recursive: true, force: true });
  await rm(place.cluster, { recursive: true, force: true });
  await mkdir(half, { mode: 0o700 });
  await writeFile(secretFile, `${secret}\n`, { mode: 0o600 });
  if (place.runAs) {
    await chown(half, place.runAs.uid, place.runAs.gid);
    await chown(secretFile, place.runAs.uid, place.runAs.gid);
  }
  try {
    await run(place, 'initdb', [
      ...['-D', half, '-U', OWNER, `--pwfile=${secretFile}`, '--auth=scram-sha-256'],
      ...['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=pl', '--no-instructions'],
    ]);
    await rename(half, place.cluster);
  } finally {
    await rm(secretFile, { force: true });
  }
}

function run(place: Place, program: string, args: string[]): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(join(place.binaries, 'bin', program), args, {
      ...place.runAs,
      cwd: '/',
      env: {},
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2000);
    });
    child.once('error', failed);
    child.once('exit', (code) => (code === 0 ? done() : failed(new Error(`${program} failed: ${said}`))));
  });
}

/**
 * Takes over a running server of this cluster. One that runs but does not let us in is stopped, so that a fresh one
 * can start; a left-over postmaster.pid of a dead process is PostgreSQL's own business.
 */
async function adopt(place: Place, secret: string): Promise<boolean> {
  if ((await runningPid(place)) === undefined) return false;
  if (await waitUntilReady(place, secret, 10)) return true;
  await stopServer(place);
  return false;
}

async function ensureDatabase(place: Place, secret: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(place, secret, 'postgres') });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
