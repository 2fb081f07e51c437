import type { CheckProfile } from '@mleg/core/openid4vp/check-profiles';
import type { ResponseKey } from '@mleg/core/openid4vp/response';
import type { VerdictReason, VerdictWord } from '@mleg/core/verdict/verdict';
import type { FaceOrigins } from '../../config/config.ts';
import type { Signers } from '../../keys/signers.ts';
import type { Vault } from '../../keys/vault.ts';
import type { Store } from '../../store/pool.ts';
import type { StatusReader } from './status-reader.ts';
import type { CurrentTrust } from './trust.ts';

/** What an online check needs. */
export type CheckDeps = {
  readonly store: Store;
  readonly vault: Vault;
  readonly signers: Pick<Signers, 'verifier'>;
  readonly config: {
    readonly operatorName: string;
    readonly origins: Pick<FaceOrigins, 'wallet' | 'verifier'>;
  };
  readonly trust: CurrentTrust;
  readonly readStatus: StatusReader;
  /** Epoch seconds. */
  readonly now: () => number;
};

/** A row lives this long, whatever happens (design.md 6). */
export const CHECK_KEPT_SECONDS = 300;
/** An answer is taken this long; the last minute is for the verifier to read that it came too late. */
export const CHECK_ANSWER_SECONDS = 240;
export const CHECK_CODE_SECONDS = 120;

/** Paths on the verifier's origin that a wallet calls. */
export const checkPaths = { requests: '/openid4vp/requests', responses: '/openid4vp/responses' } as const;

/** What the verifier may show of a person; field names of the check API. */
export type DisclosedFacts = {
  readonly name?: string;
  readonly age?: number;
  readonly agesReached?: number[];
  readonly birthDate?: string;
  readonly picture?: string;
  readonly schoolName?: string;
  readonly documentNumber?: string;
  readonly validUntil?: string;
  readonly personalNumber?: string;
  readonly address?: string;
  readonly demo?: boolean;
};

/** How a check ended. */
export type CheckResult = {
  readonly verdict: VerdictWord;
  readonly reason: VerdictReason;
  readonly disclosed: DisclosedFacts | null;
  /** When the status list that was used had been signed, epoch seconds. */
  readonly statusAsOf: number | null;
  /** With `stale` and `clock`: whose clock it is. */
  readonly wrongClock?: 'holder' | 'either';
};

/** What is needed to judge the answer; gone from the row as soon as it is there. */
export type PendingCheck = {
  readonly nonce: string;
  readonly state: string;
  readonly key: ResponseKey;
  /** The holder answers on the device that asks: the verdict is for the browser to which the wallet returns. */
  readonly isSameDevice: boolean;
};

/** Contents of the sealed column. `responseCode` is the base64url SHA-256 of the code that came back with the browser. */
export type CheckData =
  | { readonly pending: PendingCheck }
  | { readonly result: CheckResult | null; readonly responseCode?: string };

/** Seals the column of one row. */
export function sealCheckData(vault: Vault, id: string, data: CheckData): Buffer {
  return vault.operatorCipher.seal(placeOf(id), JSON.stringify(data));
}

/** Opens the column of one row. @throws Error when it was sealed for another row */
export function openCheckData(vault: Vault, id: string, sealed: Buffer): CheckData {
  return JSON.parse(vault.operatorCipher.openText(placeOf(id), sealed)) as CheckData;
}

function placeOf(id: string): { table: string; column: string; row: string } {
  return { table: 'check_session', column: 'data_sealed', row: id };
}

/** A profile as it stands in the row; the door let no other in. */
export function profileOf(row: { readonly profile: string }): CheckProfile {
  return row.profile as CheckProfile;
}
