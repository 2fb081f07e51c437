import type { Config } from './config/config.ts';
import type { Signers } from './keys/signers.ts';
import type { Vault } from './keys/vault.ts';
import type { Log } from './log/log.ts';
import type { Mailer } from './mail/mailer.ts';
import type { DatabaseState } from './postgres/supervise.ts';
import type { ClockWatch } from './service/upkeep/clock-watch.ts';
import type { Store } from './store/pool.ts';

/** What the server is made of; services take the part they need as their own narrow type. */
export type AppDeps = {
  readonly config: Config;
  readonly store: Store;
  readonly vault: Vault;
  readonly signers: Signers;
  readonly log: Log;
  /** Absent in the demo: there links are printed. */
  readonly mail?: Mailer;
  /** Holds back what cannot be undone while the clock is not believed. */
  readonly clock?: ClockWatch;
  /** How the embedded database is; absent where the operator runs one. */
  readonly database?: () => DatabaseState;
  /** Epoch seconds. */
  readonly now: () => number;
};
