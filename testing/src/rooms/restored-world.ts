import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppDeps } from '@mleg/server/src/app-deps.ts';
import type { KeptFile } from '@mleg/server/src/backup/archive.ts';
import { toConfig } from '@mleg/server/src/config/config.ts';
import { dataFolder, keyFiles } from '@mleg/server/src/config/data-folder.ts';
import { issuerRoutes } from '@mleg/server/src/http/issuer/routes.ts';
import { createFace } from '@mleg/server/src/http/kit/face.ts';
import { configRoute } from '@mleg/server/src/http/status/config.ts';
import { statusRoutes } from '@mleg/server/src/http/status/routes.ts';
import { createLog } from '@mleg/server/src/log/log.ts';
import { createDeps } from '@mleg/server/src/server.ts';
import { openStore } from '@mleg/server/src/store/pool.ts';
import type { World } from '../flows/world.ts';
import type { TestDatabase } from '../harness/database.ts';

/** A server on a data folder and a database, as it starts after a backup was put back. */
export type FolderWorld = World & { readonly folder: string; readonly files: Record<KeptFile, string> };

/** Where the files of a demo lie that a backup keeps. */
export function demoFiles(folder: string): Record<KeptFile, string> {
  const { masterKey, signers } = keyFiles(folder, { masterKeyFile: undefined, signerFolder: undefined });
  return { masterKey, signers, demoFacts: dataFolder(folder).demoFacts };
}

export const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'mleg-rooms-'));

/** @param clock of the test, which moves it */
export async function openFolder(
  database: TestDatabase,
  folder: string,
  clock: { now: number },
): Promise<FolderWorld> {
  const store = openStore({ app: database.appUrl, public: database.publicUrl });
  const logged: string[] = [];
  const log = createLog((line) => logged.push(line));
  const config = toConfig({ MLEG_DATA_DIR: folder });
  const secrets = { masterKeyFile: undefined, signerFolder: undefined };
  const deps: AppDeps = await createDeps({ config, secrets, store, log, now: () => clock.now });
  const face = createFace({
    name: 'school',
    origin: config.origins.school,
    routes: [configRoute(deps), ...issuerRoutes(deps), ...statusRoutes(deps)],
    authenticators: {},
    files: new Map(),
    connect: [],
    log,
    now: deps.now,
  });
  return {
    deps,
    face,
    clock,
    logged,
    folder,
    files: demoFiles(folder),
    close: async () => {
      await face.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
