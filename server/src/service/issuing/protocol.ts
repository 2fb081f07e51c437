import type { FaceOrigins } from '../../config/config.ts';
import type { Signers } from '../../keys/signers.ts';
import type { Vault } from '../../keys/vault.ts';
import type { Store } from '../../store/pool.ts';
import type { StatusIndexOf } from '../status/status-index.ts';

/** What the steps of the issuing protocol need. */
export type IssuingDeps = {
  readonly store: Store;
  readonly vault: Vault;
  readonly signers: Pick<Signers, 'issuer'>;
  readonly statusIndexOf: StatusIndexOf;
  /** Protected header of every credential of the signing key. */
  readonly encodedHeader: string;
  readonly config: { readonly mode: 'demo' | 'production'; readonly origins: FaceOrigins };
  /** Epoch seconds. */
  readonly now: () => number;
};

/** OpenID4VCI 1.0 section 13.10: a Bearer token lives five minutes at most; ours all do. */
export const TOKEN_SECONDS = 300;
export const PRE_AUTHORIZED_CODE_SECONDS = 600;
export const BATCH_MAX = 10;
export const CREDENTIAL_CONFIGURATION_ID = 'school-id';
