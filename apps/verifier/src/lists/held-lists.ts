import type { P256PublicJwk } from '@mleg/core/deps';
import { isSameKey } from '@mleg/core/encoding/jwk';
import type { TrustFloor } from '@mleg/core/signed-lists/trust-list-keeper';
import type { VerifiedStatusList } from '@mleg/core/status-list/status-list';
import { replaceStatusList } from '@mleg/core/status-list/status-list';
import type { TrustList } from '@mleg/core/trust/trust-list';
import { isTrustListNewer } from '@mleg/core/trust/trust-list';

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
  /**
   * Closed by its operator, or of one that left the trust list: it is kept for what it says of revocations, and says nothing
   * of how old the data is.
   */
  readonly isRetired?: boolean;
};

/** Everything that checks are made with. */
export type Lists = {
  readonly pin: Pin | undefined;
  readonly trust: HeldTrust | undefined;
  readonly trustFloor?: TrustFloor | undefined;
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
  const all = [...lists.statusLists.values()];
  const current = all.filter(({ isRetired }) => isRetired !== true);
  return Math.min(...(current.length > 0 ? current : all).map((held) => held.confirmedAt));
}

/** All bytes that were fetched for what is held. */
export function dataSize(lists: Lists): number {
  const sizes = [...lists.statusLists.values()].map((held) => held.size);
  return sizes.reduce((sum, size) => sum + size, lists.trust?.size ?? 0);
}

/** Whether two pins trust one key at least: lists under different pins have nothing to do with each other. */
export function haveCommonAnchor(a: Pin, b: Pin): boolean {
  return a.anchors.some((one) => b.anchors.some((other) => isSameKey(one, other)));
}

/** Whether both have a pin and trust different keys. */
export function isOtherTrust(a: Lists, b: Lists): boolean {
  return a.pin !== undefined && b.pin !== undefined && !haveCommonAnchor(a.pin, b.pin);
}

function mergeTrust(a: HeldTrust | undefined, b: HeldTrust | undefined): HeldTrust | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.token === b.token) return a.confirmedAt >= b.confirmedAt ? a : b;
  return isTrustListNewer(a.list, b.list) ? b : a;
}

function mergeStatus(a: HeldStatusList, b: HeldStatusList | undefined): HeldStatusList {
  if (b === undefined) return a;
  if (a.list === b.list) return a.confirmedAt >= b.confirmedAt ? a : b;
  const isAOlder =
    a.list.issuedAt === b.list.issuedAt ? a.confirmedAt < b.confirmedAt : a.list.issuedAt < b.list.issuedAt;
  const [older, newer] = isAOlder ? [a, b] : [b, a];
  const list = replaceStatusList(older.list, newer.list);
  return list === undefined ? older : { ...newer, list };
}

/**
 * Of two holdings the newer of each part, with every revocation that either knows (rules.md K5): whichever tab, file or answer
 * came last, nothing goes backwards.
 * @param own counts alone where the two trust different keys
 */
export function mergeLists(own: Lists, other: Lists): Lists {
  if (isOtherTrust(own, other)) return own;
  const statusLists = new Map(other.statusLists);
  for (const [uri, held] of own.statusLists)
    statusLists.set(uri, mergeStatus(held, other.statusLists.get(uri)));
  const trust = mergeTrust(own.trust, other.trust);
  const floors = [trust?.list, own.trustFloor, other.trustFloor].filter((floor) => floor !== undefined);
  const [first, ...rest] = floors.map(({ sequence, issuedAt }) => ({ sequence, issuedAt }));
  const trustFloor = rest.reduce(
    (highest, floor) => (floor.sequence > (highest?.sequence ?? -1) ? floor : highest),
    first,
  );
  return { pin: own.pin ?? other.pin, trust, trustFloor, statusLists };
}
