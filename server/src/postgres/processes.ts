import { spawn } from 'node:child_process';
import { open, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { isAlive } from './lock.ts';
import type { Place } from './place.ts';

/** The processes of one embedded cluster: start, look, stop. */

const OWNER = 'mleg_owner';
const READY_SECONDS_MAX = 60;
const STOP_SECONDS_MAX = 30;
const STEP_MS = 50;

/** The postmaster of this cluster, if it lives and is one. */
export async function runningPid(place: Place): Promise<number | undefined> {
  const text = await readFile(join(place.cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return pid > 1 && (await isPostmaster(pid, place)) ? pid : undefined;
}

async function isPostmaster(pid: number, place: Place): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  // Process numbers come again after a restart of the machine: the command line tells ours. A dead one has none.
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.includes('postgres') && command.split('\0').includes(place.cluster);
}

/**
 * Ends what a killed postmaster left: a backend in the middle of a statement notices the end late, and no new server
 * starts while it holds the shared memory. Linux only; elsewhere they end by themselves.
 */
export async function endOrphans(place: Place): Promise<void> {
  if (process.platform !== 'linux' || (await runningPid(place)) !== undefined) return;
  for (const name of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(name)) continue;
    const folder = await readlink(`/proc/${name}/cwd`).catch(() => '');
    const program = await readFile(`/proc/${name}/comm`, 'utf8').catch(() => '');
    if (folder !== place.cluster || program.trim() !== 'postgres') continue;
    try {
      process.kill(Number(name), 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

/**
 * Starts the server of a cluster that is not running.
 * @throws Error when it ends at once or does not come up
 */
export async function launch(place: Place, secret: string): Promise<void> {
  const log = await open(place.logFile, 'a', 0o600);
  const settings = {
    listen_addresses: '',
    unix_socket_directories: place.socketFolder,
    unix_socket_permissions: '0700',
    port: '5432',
    max_connections: '60',
    shared_buffers: '128MB',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // A statement or its values in the log would be people's data.
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: '0',
    log_statement: 'none',
    log_min_duration_statement: '-1',
  };
  const child = spawn(
    join(place.binaries, 'bin', 'postgres'),
    ['-D', place.cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    // A process group of its own: Ctrl-C must reach the server first, which drains and then stops the database.
    { ...place.runAs, cwd: '/', env: {}, detached: true, stdio: ['ignore', log.fd, log.fd] },
  );
  const failure = new Promise<Error>((tell) => {
    child.once('error', tell);
    child.once('exit', (code) => tell(new Error(`the database ended with ${code}; see ${place.logFile}`)));
  });
  child.unref();
  await log.close();
  const outcome = await Promise.race([waitUntilReady(place, secret, READY_SECONDS_MAX), failure]);
  if (outcome instanceof Error) throw outcome;
  if (!outcome)
    throw new Error(`the database did not come up in ${READY_SECONDS_MAX} s; see ${place.logFile}`);
}

/** Whether it lets us in within so many seconds. */
export async function waitUntilReady(place: Place, secret: string, seconds: number): Promise<boolean> {
  for (let waited = 0; waited < seconds * 1000; waited += STEP_MS) {
    if (await canConnect(place, secret)) return true;
    await pause();
  }
  return false;
}

async function canConnect(place: Place, secret: string): Promise<boolean> {
  return (await probe(place, secret)) === 'ready';
}

/** What a new connection meets. `leaving`: a server that ends and lets nobody in any more. */
export type Probe = 'ready' | 'leaving' | 'closed';

/** Tries to connect, for two seconds at most. */
export async function probe(place: Place, secret: string): Promise<Probe> {
  const client = new pg.Client({
    connectionString: urlOf(place, secret, 'postgres'),
    connectionTimeoutMillis: 2000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return 'ready';
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    // The server's own words; its messages are English, because it is started without a locale.
    return code === '57P03' && /shutting down/.test(message ?? '') ? 'leaving' : 'closed';
  }
}

/** Fast shutdown: running transactions are rolled back, everything committed is on disk. */
export async function stopServer(place: Place, secondsMax = STOP_SECONDS_MAX): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    const pid = await runningPid(place);
    if (pid === undefined) return;
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (let waited = 0; waited < secondsMax * 1000 && (await isPostmaster(pid, place)); waited += STEP_MS)
      await pause();
  }
}

/** The owner's address of a database of the cluster. */
export function urlOf(place: Place, secret: string, database: string): string {
  return `postgresql://${OWNER}:${encodeURIComponent(secret)}@/${database}?host=${encodeURIComponent(place.socketFolder)}`;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, STEP_MS));
}
