import type { P256PublicJwk } from '@mleg/core/deps';
import type { VerifiedStatusList } from '@mleg/core/status-list/status-list';
import type { TrustList } from '@mleg/core/trust/trust-list';

/** Whom this verifier believes about the trust list: fixed at the first start. */
export type Pin = {
  readonly anchors: readonly P256PublicJwk[];
  readonly isDemo: boolean;
  readonly trustListUrl: string;
};

/** The trust list as this phone holds it. Times in epoch seconds, sizes in bytes as they came. */
export type HeldTrust = {
  readonly list: TrustList;
  readonly token: string;
  readonly size: number;
  /** When it was last found to be the current one; a list from a file: never. */
  readonly confirmedAt: number;
};

/** A status list as this phone holds it. */
export type HeldStatusList = {
  readonly list: VerifiedStatusList;
  readonly size: number;
  readonly etag: string | undefined;
  readonly confirmedAt: number;
};

/** Everything that checks are made with. */
export type Lists = {
  readonly pin: Pin | undefined;
  readonly trust: HeldTrust | undefined;
  /** By address. */
  readonly statusLists: ReadonlyMap<string, HeldStatusList>;
};

export const noLists: Lists = { pin: undefined, trust: undefined, statusLists: new Map() };

/** Whether there is anything to check with; without it there is no verdict (rules.md K4). */
export function canCheck(lists: Lists): lists is Lists & { readonly trust: HeldTrust } {
  return lists.trust !== undefined && lists.statusLists.size > 0;
}

/** The moment as of which all of the data is known; undefined without data. */
export function dataAt(lists: Lists): number | undefined {
  if (!canCheck(lists)) return undefined;
  return Math.min(...[...lists.statusLists.values()].map((held) => held.confirmedAt));
}

/** All bytes that were fetched for what is held. */
export function dataSize(lists: Lists): number {
  const sizes = [...lists.statusLists.values()].map((held) => held.size);
  return sizes.reduce((sum, size) => sum + size, lists.trust?.size ?? 0);
}
