import { randomBytes } from 'node:crypto';
import { migrate } from './migrate.ts';
import { openStore, type Store, withCredentials } from './pool.ts';

/** Migrates and opens the database; with an owner's URL only, both roles get fresh passwords. */
export async function openDatabase(
  ownerUrl: string,
  appUrl: string | undefined,
  connectionsMax: number,
): Promise<Store> {
  if (appUrl !== undefined) {
    await migrate(ownerUrl, {});
    return openStore({ app: appUrl, public: appUrl }, connectionsMax);
  }
  const appPassword = randomBytes(24).toString('base64url');
  const publicPassword = randomBytes(24).toString('base64url');
  await migrate(ownerUrl, { appPassword, publicPassword });
  return openStore(
    {
      app: withCredentials(ownerUrl, 'mleg_app', appPassword),
      public: withCredentials(ownerUrl, 'mleg_public', publicPassword),
    },
    connectionsMax,
  );
}
