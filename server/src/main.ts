import { mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError } from './config/config.ts';
import { readEnvironment } from './config/environment.ts';
import { consoleLog, errorFields } from './log/log.ts';
import { startPostgres } from './postgres/start.ts';
import { checkPorts, createDeps, listen, StartError } from './server.ts';
import { openDatabase } from './store/open-database.ts';

const DRAIN_MS = 15_000;

async function main(): Promise<void> {
  const { config, secrets } = readEnvironment();
  const log = consoleLog({ events: config.logEvents });
  await checkPorts(config);
  const dataFolder = resolve(config.dataFolder);
  if (process.argv.includes('--fresh')) {
    if (config.mode !== 'demo') throw new StartError('--fresh is for the demo only: it deletes all data.');
    log.say('Starting over: the old demo data are removed.');
    await rm(dataFolder, { recursive: true, force: true });
  }
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const database =
    config.databaseOwnerUrl === undefined
      ? await startPostgres({ dataDir: dataFolder, onProgress: log.say })
      : { ownerUrl: config.databaseOwnerUrl, stop: async () => undefined };
  try {
    const store = await openDatabase(database.ownerUrl, config.databaseUrl, config.databaseConnectionsMax);
    log.say('The database is ready.');
    const now = (): number => Math.floor(Date.now() / 1000);
    const deps = await createDeps({ config: { ...config, dataFolder }, secrets, store, log, now });
    const server = await listen(deps);
    const { origins } = config;
    log.say(
      `Ready. Panel ${origins.panel}, portal ${origins.school}, wallet ${origins.wallet}, verifier ${origins.verifier}`,
    );
    await stopSignal();
    log.say('Stopping: running requests end first.');
    const late = setTimeout(() => process.exit(1), DRAIN_MS).unref();
    await server.close();
    await store.close();
    clearTimeout(late);
  } finally {
    await database.stop();
  }
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
  else if (error instanceof StartError) log.say(error.message);
  else log.event('start_failed', errorFields(error));
  process.exitCode = 1;
}
