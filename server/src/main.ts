import { mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DomainError } from '@mleg/core/errors';
import type { AppDeps } from './app-deps.ts';
import { type Config, ConfigError } from './config/config.ts';
import { readEnvironment } from './config/environment.ts';
import { seedDemo } from './demo/seed.ts';
import { type DemoFacts, keepDemoFacts, readDemoFacts, removeDemoFile, writeDemoFile } from './demo-file.ts';
import { consoleLog, errorFields, type Log } from './log/log.ts';
import { DataFolderInUse } from './postgres/lock.ts';
import { forgetPlace } from './postgres/place.ts';
import { startPostgres } from './postgres/start.ts';
import type { DatabaseState } from './postgres/supervise.ts';
import { checkPorts, createDeps, listen, type RunningServer, StartError } from './server.ts';
import { openDatabase } from './store/open-database.ts';
import { isLostConnection } from './store/unavailable.ts';

/** Requests that run at a stop have so long; then their connections are cut. */
const DRAIN_MS = 8000;
/** What still holds on then (a file in the middle of its import) is rolled back by the database's own stop. */
const LEAVE_MS = 3000;
/** Nobody should stare at a terminal that says nothing. */
const PROGRESS_MS = 2_500;

async function main(): Promise<void> {
  const settings = readEnvironment();
  const config = { ...settings.config, dataFolder: resolve(settings.config.dataFolder) };
  const log = consoleLog({ events: config.logEvents });
  const doing = { now: '… still starting' };
  const progress = setInterval(() => log.say(doing.now), PROGRESS_MS);
  const stop = stopSignals();
  surviveLostConnections(log);
  try {
    await prepareFolder(config, log);
    await checkPorts(config);
    const database = await startDatabase(config, log);
    try {
      const store = await openDatabase(database.ownerUrl, config.databaseUrl, config.databaseConnectionsMax);
      log.say('The database is ready.');
      const now = (): number => Math.floor(Date.now() / 1000);
      const parts = { config, secrets: settings.secrets, store, log, now, database: database.state };
      const deps = await createDeps(parts);
      const facts =
        config.mode === 'demo' ? await unlessStopped(stop.first, demoFacts(deps, doing)) : undefined;
      if (stop.isStopping()) return;
      const server = await listen(deps);
      clearInterval(progress);
      if (facts !== undefined) await writeDemoFile(config.dataFolder, config.origins, facts);
      sayReady(config, facts, log);
      await stop.first;
      log.say('Stopping: running requests end first.');
      await removeDemoFile(config.dataFolder).catch(() => undefined);
      await drain(server, stop.hurry);
      await Promise.race([store.close(), pause(LEAVE_MS)]);
    } finally {
      await database.stop();
    }
  } finally {
    clearInterval(progress);
  }
}

/** A stop while the demo is filled waits for nothing: the next start completes it. */
async function unlessStopped<T>(stopped: Promise<void>, work: Promise<T>): Promise<T | undefined> {
  work.catch(() => undefined);
  return Promise.race([work, stopped.then(() => undefined)]);
}

/** Ends the running requests, in the time that they have or until somebody hurries; never waits longer. */
async function drain(server: RunningServer, hurry: Promise<void>): Promise<void> {
  const closing = server.close().catch(() => undefined);
  await Promise.race([closing, pause(DRAIN_MS), hurry]);
  server.cut();
  await Promise.race([closing, pause(LEAVE_MS)]);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

/**
 * A rejected promise that nobody waits for, or a lost connection that nobody listens to, is written down and ends nothing:
 * one request's trouble is not everybody's. Any other uncaught error leaves the process in an unknown state and ends it.
 */
function surviveLostConnections(log: Log): void {
  process.on('unhandledRejection', (error) => log.event('unhandled_rejection', errorFields(error)));
  process.on('uncaughtException', (error) => {
    log.event('uncaught_exception', errorFields(error));
    if (isLostConnection(error)) return;
    process.exitCode = 1;
    process.emit('SIGTERM');
  });
}

async function prepareFolder(config: Config, log: Log): Promise<void> {
  if (process.argv.includes('--fresh')) {
    if (config.mode !== 'demo') throw new StartError('--fresh is for the demo only: it deletes all data.');
    log.say('Starting over: the old demo data are removed.');
    await forgetPlace(config.dataFolder).catch(() => undefined);
    await rm(config.dataFolder, { recursive: true, force: true });
  }
  await mkdir(config.dataFolder, { recursive: true, mode: 0o700 });
}

type Database = {
  readonly ownerUrl: string;
  readonly state?: () => DatabaseState;
  readonly stop: () => Promise<void>;
};

/** The embedded database, started again whenever it ends, unless the operator runs one. */
async function startDatabase(config: Config, log: Log): Promise<Database> {
  const { databaseOwnerUrl } = config;
  if (databaseOwnerUrl !== undefined) return { ownerUrl: databaseOwnerUrl, stop: async () => undefined };
  const database = await startPostgres({ dataDir: config.dataFolder, onProgress: log.say });
  if (database.adopted) log.say('Took over the database that an earlier run left behind.');
  const { state } = database.keepRunning({
    event: (code, facts) => {
      log.event(code, facts);
      log.say(DATABASE_WORDS[code]);
    },
  });
  return { ownerUrl: database.ownerUrl, state, stop: database.stop };
}

const DATABASE_WORDS = {
  database_lost: 'The database ended. It is started again; until then requests are answered with 503.',
  database_started: 'The database is there again.',
  database_start_failed: 'The database did not start. The next try follows by itself.',
  database_keeps_ending:
    'The database ends again and again: look at postgres.log in the data folder, at the room on the disk and at the memory.',
} as const;

/** Whom to log in as: kept from the first start, which seeds. The facts are kept last, so half a seed is never taken for one. */
async function demoFacts(deps: AppDeps, doing: { now: string }): Promise<DemoFacts> {
  const { dataFolder } = deps.config;
  await removeDemoFile(dataFolder);
  const kept = await readDemoFacts(dataFolder);
  if (kept) return kept;
  deps.log.say('Seeding an invented school: 12 classes, 300 pupils.');
  const facts = await seedDemo(deps, (line) => {
    doing.now = line;
  });
  await keepDemoFacts(dataFolder, facts);
  return facts;
}

/** Addresses and log-ins; by role, because what is printed is a log too, and no log names a person. */
function sayReady({ origins, mode }: Config, facts: DemoFacts | undefined, log: Log): void {
  const lines = [
    '',
    mode === 'demo' ? 'mLegitymacja (DEMO) is ready. Click:' : 'mLegitymacja is ready.',
    ...(facts?.staff ?? []).map(
      ({ role, loginUrl }) => `  Panel     ${loginUrl}   ${role.replace('_', ' ')}`,
    ),
    ...(facts?.guardians ?? []).slice(0, 3).map(({ pupils, loginUrl }) => {
      const children = pupils.length === 1 ? 'one child' : `${pupils.length} children`;
      return `  Portal    ${loginUrl}   parent of ${children}`;
    }),
    ...(facts === undefined ? [`  Panel     ${origins.panel}`, `  Portal    ${origins.school}`] : []),
    `  Wallet    ${origins.wallet}`,
    `  Verifier  ${origins.verifier}`,
    'Ctrl-C stops it.',
  ];
  for (const line of lines) log.say(line);
}

/** A signal that reaches us twice, from the group and from whoever started us, is one. */
const SAME_SIGNAL_MS = 1000;

/** The first signal to stop, and the next one, which hurries. Every later one is heard and changes nothing. */
function stopSignals(): {
  readonly first: Promise<void>;
  readonly hurry: Promise<void>;
  readonly isStopping: () => boolean;
} {
  const first = deferred();
  const hurry = deferred();
  let firstAt: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      firstAt ??= Date.now();
      first.resolve();
      if (Date.now() - firstAt > SAME_SIGNAL_MS) hurry.resolve();
    });
  }
  return { first: first.promise, hurry: hurry.promise, isStopping: () => firstAt !== undefined };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
}

/** What a person at the terminal can do about it; undefined for an accident. */
function reasonOf(error: unknown): string[] | undefined {
  if (error instanceof ConfigError) return error.problems.map((problem) => `Setting: ${problem}.`);
  if (error instanceof StartError || error instanceof DataFolderInUse) return [error.message];
  if (error instanceof DomainError && error.type === 'unavailable')
    return [
      'The database does not answer. Look whether it runs and whether MLEG_DATABASE_URL and MLEG_DATABASE_OWNER_URL lead to it; the embedded one writes postgres.log in the data folder.',
    ];
  const { code = '', path } = error as NodeJS.ErrnoException;
  if (['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(code) && path !== undefined)
    return [
      `${path} cannot be written (${code}): the data folder (MLEG_DATA_DIR) needs room and must belong to the server’s user.`,
    ];
  return undefined;
}

/** Nothing that still lingers keeps a server that has stopped. */
const LINGER_MS = 1000;

try {
  await main();
} catch (error) {
  const log = consoleLog({ events: true });
  const said = reasonOf(error);
  for (const line of said ?? []) log.say(line);
  if (said === undefined) log.event('start_failed', errorFields(error));
  process.exitCode = 1;
}
setTimeout(() => process.exit(), LINGER_MS).unref();
