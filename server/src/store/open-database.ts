import { randomBytes } from 'node:crypto';
import { migrate } from './migrate.ts';
import { openStore, type Store, withCredentials } from './pool.ts';
import { isLostConnection, unavailable } from './unavailable.ts';

/** A database beside the server may come up a little later than it (two containers, one machine that starts). */
const WAIT_MS = 30_000;
const STEP_MS = 1000;

/**
 * Migrates and opens the database; with an owner's URL only, both roles get fresh passwords.
 * @throws DomainError unavailable when it does not answer within half a minute; Error from the migrations
 */
export async function openDatabase(
  ownerUrl: string,
  appUrl: string | undefined,
  connectionsMax: number,
): Promise<Store> {
  if (appUrl !== undefined) {
    await whenThere(() => migrate(ownerUrl, {}));
    return openStore({ app: appUrl, public: appUrl }, connectionsMax);
  }
  const appPassword = randomBytes(24).toString('base64url');
  const publicPassword = randomBytes(24).toString('base64url');
  await whenThere(() => migrate(ownerUrl, { appPassword, publicPassword }));
  return openStore(
    {
      app: withCredentials(ownerUrl, 'mleg_app', appPassword),
      public: withCredentials(ownerUrl, 'mleg_public', publicPassword),
    },
    connectionsMax,
  );
}

async function whenThere(work: () => Promise<unknown>): Promise<void> {
  for (const until = Date.now() + WAIT_MS; ; ) {
    try {
      await work();
      return;
    } catch (error) {
      if (!isLostConnection(error)) throw error;
      if (Date.now() > until) throw unavailable('database', error);
      await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
  }
}
