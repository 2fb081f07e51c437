import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../harness/free-ports.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** A machine with other work needs minutes for three hundred pupils. */
const START_TIMEOUT_SECONDS = 420;

/** What `npm start` writes to `<data dir>/demo.json` when it is ready. */
export type DemoFile = {
  readonly urls: Readonly<
    Record<'panel' | 'portal' | 'wallet' | 'verifier' | 'issuer' | 'api' | 'trustList', string>
  >;
  readonly school: { readonly rspo: string };
  readonly apiKey: string;
  readonly staff: readonly { readonly role: string; readonly name: string; readonly loginUrl: string }[];
  readonly guardians: readonly {
    readonly name: string;
    readonly loginUrl: string;
    readonly pupils: readonly string[];
  }[];
  readonly pupils: readonly { readonly externalId: string; readonly name: string; readonly state: string }[];
};

export type DemoServer = {
  readonly demo: DemoFile;
  readonly dataDir: string;
  /** Everything that the server wrote to its two streams. */
  readonly logFile: string;
  /** Kills the Node process the hard way; the database process stays, as after a crash. */
  killHard(): Promise<void>;
  /** Starts again on the same data and port. */
  startAgain(): Promise<void>;
  /** Drains, stops and removes the data folder. */
  stop(): Promise<void>;
};

/** Starts the whole demo system (four listeners, embedded database) on free ports and a data folder of its own. */
export async function startDemoServer(): Promise<DemoServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mleg-journey-'));
  const logFile = join(dataDir, 'server-output.log');
  const port = await freePorts(4);
  let child = await launch(dataDir, port, logFile);
  const demo = JSON.parse(await readFile(join(dataDir, 'demo.json'), 'utf8')) as DemoFile;
  return {
    demo,
    dataDir,
    logFile,
    killHard: () => end(child, 'SIGKILL'),
    startAgain: async () => {
      child = await launch(dataDir, port, logFile);
    },
    stop: async () => {
      await end(child, 'SIGTERM');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function launch(dataDir: string, port: number, logFile: string): Promise<ChildProcess> {
  await rm(join(dataDir, 'demo.json'), { force: true });
  const child = spawn(process.execPath, [join(ROOT, 'server/src/main.ts')], {
    cwd: ROOT,
    env: { ...process.env, MLEG_DATA_DIR: dataDir, MLEG_PORT: String(port), MLEG_LOG: 'events' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout?.on('data', (chunk: Buffer) => appendFileSync(logFile, chunk));
  child.stderr?.on('data', (chunk: Buffer) => appendFileSync(logFile, chunk));
  for (let waited = 0; waited < START_TIMEOUT_SECONDS * 5; waited += 1) {
    if (child.exitCode !== null) break;
    const text = await readFile(join(dataDir, 'demo.json'), 'utf8').catch(() => '');
    if (text.endsWith('\n') || text.endsWith('}')) return child;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const output = await readFile(logFile, 'utf8').catch(() => '');
  child.kill('SIGKILL');
  throw new Error(`the demo server did not become ready; it said:\n${output.slice(-4000)}`);
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}
