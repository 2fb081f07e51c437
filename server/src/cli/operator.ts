import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { AppDeps } from '../app-deps.ts';
import type { Config } from '../config/config.ts';
import { readEnvironment, type SecretFiles } from '../config/environment.ts';
import { createLog } from '../log/log.ts';
import { DataFolderInUse } from '../postgres/lock.ts';
import { runningPostgresUrl, startPostgres } from '../postgres/start.ts';
import { createDeps } from '../server.ts';
import { migrate } from '../store/migrate.ts';
import { openStore } from '../store/pool.ts';

/** A server's parts without its listeners, for one command. */
export type Operator = {
  readonly deps: AppDeps;
  /** Login of the database's owner. */
  readonly ownerUrl: string;
  readonly secrets: SecretFiles;
  readonly close: () => Promise<void>;
};

/**
 * Puts together what a command works with, from the same settings as the server. Works beside a running server: its
 * database is joined, and its roles keep their passwords.
 * @throws ConfigError, StartError, and Error when there is no database
 */
export async function openOperator(say: (line: string) => void): Promise<Operator> {
  const settings = readEnvironment();
  const config = { ...settings.config, dataFolder: resolve(settings.config.dataFolder) };
  const database = await findDatabase(config);
  try {
    await migrate(database.ownerUrl, {});
    const app = config.databaseUrl ?? asRole(database.ownerUrl, 'mleg_app');
    const open = config.databaseUrl ?? asRole(database.ownerUrl, 'mleg_public');
    const store = openStore({ app, public: open }, 2);
    const now = (): number => Math.floor(Date.now() / 1000);
    const deps = await createDeps({ config, secrets: settings.secrets, store, log: createLog(say), now });
    const close = async (): Promise<void> => {
      deps.mail?.close();
      await store.close();
      await database.stop();
    };
    return { deps, ownerUrl: database.ownerUrl, secrets: settings.secrets, close };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

async function findDatabase(config: Config): Promise<{ ownerUrl: string; stop: () => Promise<void> }> {
  const leaveIt = async (): Promise<void> => undefined;
  if (config.databaseOwnerUrl !== undefined) return { ownerUrl: config.databaseOwnerUrl, stop: leaveIt };
  await mkdir(config.dataFolder, { recursive: true, mode: 0o700 });
  try {
    return await startPostgres({ dataDir: config.dataFolder });
  } catch (error) {
    if (!(error instanceof DataFolderInUse)) throw error;
    return { ownerUrl: await runningPostgresUrl(config.dataFolder), stop: leaveIt };
  }
}

/** The owner's log-in in the clothes of a role behind the walls: as owner it would see through them. */
function asRole(ownerUrl: string, role: string): string {
  const options = encodeURIComponent(`-c role=${role}`);
  return `${ownerUrl}${ownerUrl.includes('?') ? '&' : '?'}options=${options}`;
}
