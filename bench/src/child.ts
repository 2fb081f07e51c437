import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toConfig } from '@mleg/server/src/config/config.ts';
import { silentLog } from '@mleg/server/src/log/log.ts';
import { startPostgres } from '@mleg/server/src/postgres/start.ts';
import { createDeps, listen } from '@mleg/server/src/server.ts';
import { createApiKey } from '@mleg/server/src/service/integration/api-keys.ts';
import { openDatabase } from '@mleg/server/src/store/open-database.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { seedSchool } from '@mleg/testing/flows/seed-school';
import { startFloor } from './floor.ts';
import type { OffersFrom, Profile, Target } from './load.ts';

/**
 * The measured process: the real server with its embedded database, or the floor. Spoken to over the channel of
 * `fork`, so that nothing of the measuring is on the wire.
 */
export type ToChild =
  | { readonly ask: 'server'; readonly port: number; readonly profile: Profile; readonly activations: number }
  | {
      readonly ask: 'floor';
      readonly port: number;
      readonly profile: Profile;
      readonly targets: readonly Target[];
    }
  /** bench/peers/issuer.mjs answers this one. */
  | {
      readonly ask: 'peer';
      readonly port: number;
      readonly profile: Profile;
      readonly claims: Readonly<Record<string, unknown>>;
    }
  | { readonly ask: 'usage' }
  | { readonly ask: 'stop' };
export type FromChild =
  | {
      readonly is: 'ready';
      readonly targets: readonly Target[];
      readonly databasePid: number | null;
      readonly offersFrom?: OffersFrom;
    }
  /** CPU microseconds of the process, user and system. */
  | { readonly is: 'usage'; readonly cpuMicroseconds: number; readonly rssBytes: number };

let stop: () => Promise<void> = async () => undefined;

async function stopOnce(): Promise<void> {
  const work = stop;
  stop = async () => undefined;
  await work();
}

async function startServer(port: number, profile: Profile, activations: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mleg-bench-'));
  const database = await startPostgres({ dataDir: folder });
  const store = await openDatabase(database.ownerUrl, undefined, 16);
  const config = toConfig({ MLEG_PORT: String(port), MLEG_DATA_DIR: folder });
  const now = (): number => Math.floor(Date.now() / 1000);
  const secrets = { masterKeyFile: undefined, signerFolder: undefined };
  const deps = await createDeps({ config, secrets, store, log: silentLog, now });
  const seeded = await seedSchool(store, deps.vault, {
    rspo: '1',
    pupils: activations,
    pictureBytes: profile.pictureBytes,
    nowAt: now(),
  });
  const server = await listen(deps);
  const pid = await store.run<{ pid: number }>({ name: 'bench-pid', text: 'select pg_backend_pid() as pid' });
  stop = async () => {
    await server.close();
    await store.close();
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const targets = seeded.pupils.map(({ offerHandle, txCode }) => ({ handle: offerHandle, txCode }));
  const made = await inSchool(store, seeded.school, (tx) =>
    createApiKey(deps, tx, { label: 'bench', actor: { kind: 'system', id: 'bench' } }),
  );
  const offersFrom = { kind: 'program', key: made.key } as const;
  send({ is: 'ready', targets, databasePid: pid[0]?.pid ?? null, offersFrom });
}

function send(message: FromChild): void {
  process.send?.(message);
}

async function handle(message: ToChild): Promise<void> {
  switch (message.ask) {
    case 'server':
      return startServer(message.port, message.profile, message.activations);
    case 'floor': {
      const offers = new Map(message.targets.map(({ handle: key, txCode }) => [key, { txCode }]));
      stop = await startFloor(message.port, message.profile, offers);
      return send({ is: 'ready', targets: message.targets, databasePid: null });
    }
    case 'peer':
      throw new Error('a peer has a program of its own');
    case 'usage': {
      const { user, system } = process.cpuUsage();
      return send({ is: 'usage', cpuMicroseconds: user + system, rssBytes: process.memoryUsage.rss() });
    }
    case 'stop':
      await stopOnce();
      return process.disconnect?.();
  }
}

// Nobody asks any more: the measuring process has ended.
process.on('disconnect', () => void stopOnce().finally(() => process.exit()));
process.on('message', (message: ToChild) => {
  handle(message).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  });
});
