import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppDeps } from '@mleg/server/src/app-deps.ts';
import { toConfig } from '@mleg/server/src/config/config.ts';
import { issuerRoutes } from '@mleg/server/src/http/issuer/routes.ts';
import { createFace } from '@mleg/server/src/http/kit/face.ts';
import { statusRoutes } from '@mleg/server/src/http/status/routes.ts';
import { loadSigners } from '@mleg/server/src/keys/signers.ts';
import { createVault } from '@mleg/server/src/keys/vault.ts';
import { createLog } from '@mleg/server/src/log/log.ts';
import { openStore } from '@mleg/server/src/store/pool.ts';
import type { FastifyInstance } from 'fastify';
import { createTestDatabase } from '../harness/database.ts';

/** A server's parts around a database of the test's own, with a clock that the test moves. */
export type World = {
  readonly deps: AppDeps;
  /** Issuer, status and trust endpoints, in process: no sockets. */
  readonly face: FastifyInstance;
  readonly clock: { now: number };
  /** All that was logged. */
  readonly logged: string[];
  readonly close: () => Promise<void>;
};

/** 15 October 2026, 8:00 UTC. */
const START_AT = 1_792_051_200;

/**
 * @param options.startAt where a peer looks at the machine's own clock; epoch seconds
 * @param options.port for a second world that is another operator
 */
export async function createWorld(
  options: { readonly startAt?: number; readonly port?: number } = {},
): Promise<World> {
  const database = await createTestDatabase();
  const store = openStore({ app: database.appUrl, public: database.publicUrl });
  const folder = await mkdtemp(join(tmpdir(), 'mleg-world-'));
  const clock = { now: options.startAt ?? START_AT };
  const logged: string[] = [];
  const port = options.port === undefined ? {} : { MLEG_PORT: String(options.port) };
  const config = toConfig({ MLEG_DATA_DIR: folder, ...port });
  const names = {
    operatorName: config.operatorName,
    issuerIdentifier: config.origins.school,
    verifierOrigin: config.origins.verifier,
  };
  const deps: AppDeps = {
    config,
    store,
    vault: createVault(randomBytes(32)),
    signers: await loadSigners(folder, names, clock.now),
    log: createLog((line) => logged.push(line)),
    now: () => clock.now,
  };
  const face = createFace({
    name: 'school',
    origin: config.origins.school,
    routes: [...issuerRoutes(deps), ...statusRoutes(deps)],
    authenticators: {},
    files: new Map(),
    connect: [],
    log: deps.log,
    now: deps.now,
  });
  return {
    deps,
    face,
    clock,
    logged,
    close: async () => {
      await face.close();
      await store.close();
      // A file run alone has a cluster of its own, which has ended by now.
      await database.drop().catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
