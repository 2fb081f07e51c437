import type { Config } from './config/config.ts';
import type { Signers } from './keys/signers.ts';
import type { Vault } from './keys/vault.ts';
import type { Log } from './log/log.ts';
import type { Store } from './store/pool.ts';

/** What the server is made of; services take the part they need as their own narrow type. */
export type AppDeps = {
  readonly config: Config;
  readonly store: Store;
  readonly vault: Vault;
  readonly signers: Signers;
  readonly log: Log;
  /** Epoch seconds. */
  readonly now: () => number;
};
