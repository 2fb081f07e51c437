import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetPlace } from '@mleg/server/src/postgres/place.ts';
import { startPostgres } from '@mleg/server/src/postgres/start.ts';

/** Names the cluster that the runner started once for all files. */
export const CLUSTER_VARIABLE = 'TEST_CLUSTER_OWNER_URL';

/** A throw-away PostgreSQL; durable as in production, because tests kill things. */
export async function startCluster(): Promise<{ ownerUrl: string; stop: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mleg-test-'));
  const postgres = await startPostgres({ dataDir });
  return {
    ownerUrl: postgres.ownerUrl,
    stop: async () => {
      await postgres.stop();
      await forgetPlace(dataDir);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
