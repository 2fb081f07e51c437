import { randomBytes } from 'node:crypto';
import { after } from 'node:test';
import { migrate } from '@mleg/server/src/store/migrate.ts';
import { withCredentials } from '@mleg/server/src/store/pool.ts';
import pg from 'pg';
import { CLUSTER_VARIABLE, startCluster } from './cluster.ts';

const TEMPLATE = 'mleg_template';
const TEMPLATE_LOCK = 7_240_812;
/** The roles belong to the whole cluster, so every file uses the same passwords; the cluster is thrown away. */
const PASSWORDS = { appPassword: 'test-app', publicPassword: 'test-public' };

/** A migrated, empty database of one test file. */
export type TestDatabase = {
  readonly ownerUrl: string;
  /** Logs in as `mleg_app`. */
  readonly appUrl: string;
  /** Logs in as `mleg_public`. */
  readonly publicUrl: string;
  readonly drop: () => Promise<void>;
};

let cluster: Promise<{ ownerUrl: string; stop: () => Promise<void> }> | undefined;

/**
 * Makes a database from the migrated template. The cluster is the runner's, or, for a file run alone, one of its own
 * that ends with the file.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { ownerUrl } = await findCluster();
  await prepareTemplate(ownerUrl);
  const name = `mleg_test_${randomBytes(6).toString('hex')}`;
  await asOwner(ownerUrl, (client) => client.query(`create database ${name} template ${TEMPLATE}`));
  const url = inDatabase(ownerUrl, name);
  return {
    ownerUrl: url,
    appUrl: withCredentials(url, 'mleg_app', PASSWORDS.appPassword),
    publicUrl: withCredentials(url, 'mleg_public', PASSWORDS.publicPassword),
    drop: async () => {
      await asOwner(ownerUrl, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

function findCluster(): Promise<{ ownerUrl: string; stop: () => Promise<void> }> {
  cluster ??= openCluster();
  return cluster;
}

async function openCluster(): Promise<{ ownerUrl: string; stop: () => Promise<void> }> {
  const shared = process.env[CLUSTER_VARIABLE];
  if (shared) return { ownerUrl: shared, stop: async () => undefined };
  const own = await startCluster();
  after(() => own.stop());
  return own;
}

/** Migrates the template once a cluster; files that come at the same time wait. */
async function prepareTemplate(ownerUrl: string): Promise<void> {
  await asOwner(ownerUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const found = await client.query('select 1 from pg_database where datname = $1', [TEMPLATE]);
    if (found.rowCount !== 0) return;
    const half = `${TEMPLATE}_new`;
    await client.query(`drop database if exists ${half} with (force)`);
    await client.query(`create database ${half}`);
    await migrate(inDatabase(ownerUrl, half), PASSWORDS);
    await client.query(`alter database ${half} rename to ${TEMPLATE}`);
  });
}

async function asOwner<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function inDatabase(url: string, name: string): string {
  return url.replace(/\/[^/?]*(\?|$)/, `/${name}$1`);
}
