import { mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { AppDeps } from './app-deps.ts';
import { type Config, ConfigError } from './config/config.ts';
import { readEnvironment } from './config/environment.ts';
import { seedDemo } from './demo/seed.ts';
import { type DemoFacts, keepDemoFacts, readDemoFacts, removeDemoFile, writeDemoFile } from './demo-file.ts';
import { consoleLog, errorFields, type Log } from './log/log.ts';
import { DataFolderInUse } from './postgres/lock.ts';
import { forgetPlace } from './postgres/place.ts';
import { startPostgres } from './postgres/start.ts';
import { checkPorts, createDeps, listen, StartError } from './server.ts';
import { openDatabase } from './store/open-database.ts';

const DRAIN_MS = 15_000;
/** Nobody should stare at a terminal that says nothing. */
const PROGRESS_MS = 2_500;

async function main(): Promise<void> {
  const settings = readEnvironment();
  const config = { ...settings.config, dataFolder: resolve(settings.config.dataFolder) };
  const log = consoleLog({ events: config.logEvents });
  const doing = { now: '… still starting' };
  const progress = setInterval(() => log.say(doing.now), PROGRESS_MS);
  const stopped = stopSignal();
  try {
    await prepareFolder(config, log);
    await checkPorts(config);
    const database = await startDatabase(config, log);
    try {
      const store = await openDatabase(database.ownerUrl, config.databaseUrl, config.databaseConnectionsMax);
      log.say('The database is ready.');
      const now = (): number => Math.floor(Date.now() / 1000);
      const deps = await createDeps({ config, secrets: settings.secrets, store, log, now });
      const facts = config.mode === 'demo' ? await demoFacts(deps, doing) : undefined;
      const server = await listen(deps);
      clearInterval(progress);
      if (facts !== undefined) await writeDemoFile(config.dataFolder, config.origins, facts);
      sayReady(config, facts, log);
      await stopped;
      log.say('Stopping: running requests end first.');
      const late = setTimeout(() => process.exit(1), DRAIN_MS).unref();
      await removeDemoFile(config.dataFolder);
      await server.close();
      await store.close();
      clearTimeout(late);
    } finally {
      await database.stop();
    }
  } finally {
    clearInterval(progress);
  }
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

/** The embedded database, unless the operator runs one. */
async function startDatabase(
  config: Config,
  log: Log,
): Promise<{ ownerUrl: string; stop: () => Promise<void> }> {
  const { databaseOwnerUrl } = config;
  if (databaseOwnerUrl !== undefined) return { ownerUrl: databaseOwnerUrl, stop: async () => undefined };
  const database = await startPostgres({ dataDir: config.dataFolder, onProgress: log.say });
  if (database.adopted) log.say('Took over the database that an earlier run left behind.');
  return database;
}

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

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

try {
  await main();
} catch (error) {
  const log = consoleLog({ events: true });
  if (error instanceof ConfigError) for (const problem of error.problems) log.say(`Setting: ${problem}.`);
  else if (error instanceof StartError || error instanceof DataFolderInUse) log.say(error.message);
  else log.event('start_failed', errorFields(error));
  process.exitCode = 1;
}
