import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckCreated, CheckState } from '@mleg/contract/check';
import type { AppDeps } from '@mleg/server/src/app-deps.ts';
import { toConfig } from '@mleg/server/src/config/config.ts';
import { loadSigners } from '@mleg/server/src/keys/signers.ts';
import { createVault } from '@mleg/server/src/keys/vault.ts';
import { createLog } from '@mleg/server/src/log/log.ts';
import { listen } from '@mleg/server/src/server.ts';
import type { CreatedOffer } from '@mleg/server/src/service/issuing/create-offer.ts';
import { listMobileIds } from '@mleg/server/src/service/mobile-id/mobile-ids.ts';
import { openStore } from '@mleg/server/src/store/pool.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { createOffer, restore, revoke, suspend } from '../flows/acts.ts';
import { type SeededPupil, seedSchool } from '../flows/seed-school.ts';
import { createTestDatabase } from '../harness/database.ts';
import { freePorts } from '../harness/free-ports.ts';

const ACTOR = { kind: 'staff', id: 'office' } as const;
const FACES = 4;

/** The whole server on real ports, with one school: what a wallet in a browser meets. */
export type WalletWorld = {
  readonly origins: AppDeps['config']['origins'];
  /** The next pupil with a code. */
  readonly offer: () => Promise<{ pupil: SeededPupil; offer: CreatedOffer }>;
  /** States of the pupil's mobile IDs. */
  readonly states: (pupil: SeededPupil) => Promise<string[]>;
  readonly suspend: (pupil: SeededPupil) => Promise<unknown>;
  readonly restore: (pupil: SeededPupil) => Promise<unknown>;
  readonly revoke: (pupil: SeededPupil) => Promise<unknown>;
  /** A checker's request, and how far it is. */
  readonly beginCheck: (profile: 'ticket' | 'cinema' | 'full') => Promise<CheckCreated>;
  readonly readCheck: (check: CheckCreated) => Promise<CheckState>;
  readonly close: () => Promise<void>;
};

async function createDeps(folder: string): Promise<AppDeps & { readonly drop: () => Promise<void> }> {
  const database = await createTestDatabase();
  const store = openStore({ app: database.appUrl, public: database.publicUrl });
  const config = toConfig({ MLEG_DATA_DIR: folder, MLEG_PORT: String(await freePorts(FACES)) });
  const now = (): number => Math.floor(Date.now() / 1000);
  const names = {
    operatorName: config.operatorName,
    issuerIdentifier: config.origins.school,
    verifierOrigin: config.origins.verifier,
  };
  const signers = await loadSigners(folder, names, now());
  const vault = createVault(randomBytes(32));
  return { config, store, vault, signers, log: createLog(() => undefined), now, drop: database.drop };
}

function checks(origin: string): Pick<WalletWorld, 'beginCheck' | 'readCheck'> {
  const ask = async (path: string, init: RequestInit): Promise<unknown> => {
    const response = await fetch(`${origin}/api/checks${path}`, init);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return response.json();
  };
  return {
    beginCheck: async (profile) => {
      const headers = { origin, 'content-type': 'application/json' };
      return (await ask('', { method: 'POST', headers, body: JSON.stringify({ profile }) })) as CheckCreated;
    },
    readCheck: async ({ id, secret }) =>
      (await ask(`/${id}`, { headers: { authorization: `Bearer ${secret}` } })) as CheckState,
  };
}

/** Starts it; the faces must be built before. */
export async function startWalletWorld(): Promise<WalletWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'mleg-wallet-world-'));
  const deps = await createDeps(folder);
  const seed = { rspo: '301', pupils: 10, pictureBytes: 2_000, nowAt: deps.now() };
  const { school, pupils } = await seedSchool(deps.store, deps.vault, seed);
  const server = await listen(deps);
  const of = (pupil: SeededPupil) => ({ school, pupilId: pupil.pupilId, actor: ACTOR });
  return {
    origins: deps.config.origins,
    offer: async () => {
      const pupil = pupils.pop();
      if (pupil === undefined) throw new Error('no more pupils');
      return { pupil, offer: await createOffer(deps, { ...of(pupil), delivery: 'journal' }) };
    },
    states: async ({ pupilId }) => {
      const rows = await inSchool(deps.store, school, (tx) => listMobileIds(deps, tx, [pupilId]));
      return rows.map((row) => row.state);
    },
    suspend: (pupil) => suspend(deps, { ...of(pupil), by: 'school' }),
    restore: (pupil) => restore(deps, { ...of(pupil), by: 'school' }),
    revoke: (pupil) => revoke(deps, { ...of(pupil), reason: 'device_lost' }),
    ...checks(deps.config.origins.verifier),
    close: async () => {
      await server.close();
      await deps.store.close();
      // A file run alone has a cluster of its own, which has ended by now.
      await deps.drop().catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
