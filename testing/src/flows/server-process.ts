import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forgetPlace } from '@mleg/server/src/postgres/place.ts';
import { startPostgres } from '@mleg/server/src/postgres/start.ts';

const MAIN = fileURLToPath(import.meta.resolve('@mleg/server/src/main.ts'));

/** Settings of a production server on this machine, which is up within a second: nothing is seeded. */
export async function productionSettings(port: number): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'mleg-process-'));
  await mkdir(join(folder, 'secrets'), { mode: 0o700 });
  const keyFile = join(folder, 'secrets', 'master-key');
  await writeFile(keyFile, '5a'.repeat(32), { mode: 0o600 });
  const names = ['SCHOOL', 'WALLET', 'VERIFIER', 'PANEL'];
  return {
    MLEG_ENV: 'production',
    MLEG_HOST: 'localhost',
    MLEG_PORT: String(port),
    MLEG_DATA_DIR: folder,
    MLEG_LOG: 'events',
    MLEG_MAIL_URL: 'smtp://localhost:1',
    MLEG_MAIL_FROM: 'mLegitymacja <szkola@poczta.example>',
    MLEG_MASTER_KEY_FILE: keyFile,
    MLEG_SIGNER_FOLDER: join(folder, 'secrets'),
    MLEG_OPERATOR_NAME: 'Gmina Przykładowo',
    MLEG_PROXY_HOPS: '0',
    ...Object.fromEntries(
      names.map((name) => [`MLEG_${name}_ORIGIN`, `https://${name.toLowerCase()}.example`]),
    ),
  };
}

/** A server in a process, and in a process group, of its own. */
export type ServerProcess = {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
};

/** Starts a server; see `untilReady`. */
export function startServer(settings: Record<string, string>): ServerProcess {
  const env = { ...process.env, ...settings };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  return { child, output: () => output, ended };
}

/** Waits until a line was written. @throws Error when the server ends before */
export async function untilLine(server: ServerProcess, line: RegExp): Promise<void> {
  while (!line.test(server.output())) {
    if (server.child.exitCode !== null || server.child.signalCode !== null)
      throw new Error(`it ended: ${server.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Waits until it listens. */
export const untilReady = (server: ServerProcess): Promise<void> => untilLine(server, /Ctrl-C stops it/);

/**
 * Kills the embedded database of a server that runs on this data folder, the hard way.
 * @returns the process that was killed
 */
export async function killDatabase(dataFolder: string): Promise<number> {
  const pid = await databasePid(dataFolder);
  process.kill(pid, 'SIGKILL');
  return pid;
}

/** The embedded database's process. @throws Error where there is none */
export async function databasePid(dataFolder: string): Promise<number> {
  const elsewhere = await readFile(join(dataFolder, 'cluster-at'), 'utf8').catch(() => undefined);
  const cluster = join(elsewhere?.trim() ?? dataFolder, 'postgres');
  const [line = ''] = (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
  return Number(line);
}

/** Ends the server and its database, whatever has become of them, and removes the folder. */
export async function clearAway(server: ServerProcess | undefined, dataFolder: string): Promise<void> {
  server?.child.kill('SIGKILL');
  await server?.ended;
  const database = await startPostgres({ dataDir: dataFolder }).catch(() => undefined);
  await database?.stop();
  await forgetPlace(dataFolder).catch(() => undefined);
  await rm(dataFolder, { recursive: true, force: true });
}
