import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppDeps } from '@mleg/server/src/app-deps.ts';
import { toConfig } from '@mleg/server/src/config/config.ts';
import { loadSigners } from '@mleg/server/src/keys/signers.ts';
import { createVault } from '@mleg/server/src/keys/vault.ts';
import { silentLog } from '@mleg/server/src/log/log.ts';
import { issuingDeps } from '@mleg/server/src/service/issuing/issuing-deps.ts';
import type { IssuingDeps } from '@mleg/server/src/service/issuing/protocol.ts';
import type { Store } from '@mleg/server/src/store/pool.ts';

/** A server's parts around a test's database, with a clock that the test moves. */
export type World = {
  readonly deps: AppDeps;
  readonly issuing: IssuingDeps;
  readonly clock: { now: number };
  readonly close: () => Promise<void>;
};

/** 15 October 2026, 8:00 UTC. */
const START_AT = 1_792_051_200;

/** @param store a migrated database of the test's own; closed with the world */
export async function createWorld(store: Store): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'mleg-world-'));
  const clock = { now: START_AT };
  const config = toConfig({ MLEG_DATA_DIR: folder });
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
    log: silentLog,
    now: () => clock.now,
  };
  return {
    deps,
    issuing: issuingDeps(deps),
    clock,
    close: async () => {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
