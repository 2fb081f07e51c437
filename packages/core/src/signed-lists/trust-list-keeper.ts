import type { P256PublicJwk, VerifyEs256 } from '../deps.ts';
import { isTrustListNewer, type TrustList } from '../trust/trust-list.ts';
import { verifyTrustListJwt } from '../trust/trust-list-jwt.ts';
import { type FetchList, type ListOutcome, trustListBounds } from './fetch-list.ts';

/** The newest list that was ever held, as far as the next one has to be measured by it. */
export type TrustFloor = Pick<TrustList, 'sequence' | 'issuedAt'>;

type Believed = { readonly list: TrustList; readonly token: string };
type Deps = { readonly verifyEs256: VerifyEs256; readonly nowAt: number };

/**
 * Believes a trust list when one of the pinned keys signed it, it is not over, and it is not older than what was held (rules.md K5).
 * @param floor undefined where none was held
 * @returns undefined for a list that is not to be believed
 */
export async function acceptTrustList(
  token: string,
  pinned: { readonly anchors: readonly P256PublicJwk[]; readonly floor: TrustFloor | undefined },
  { verifyEs256, nowAt }: Deps,
): Promise<TrustList | undefined> {
  for (const anchor of pinned.anchors) {
    const verified = await verifyTrustListJwt(token, anchor, nowAt, { verifyEs256 });
    if (!verified.ok) continue;
    return isTrustListNewer(pinned.floor, verified.list) ? verified.list : undefined;
  }
  return undefined;
}

/**
 * Asks for the trust list again. A text that is held already is not verified twice.
 * @param source its address, the pinned keys, what is held, and the newest that ever was where that is gone
 * @param deps `fetchList`: what it throws is passed on
 * @returns the list that counts now, which is the held one unless a newer was believed
 */
export async function renewTrustList(
  source: {
    readonly uri: string;
    readonly anchors: readonly P256PublicJwk[];
    readonly held: Believed | undefined;
    readonly floor?: TrustFloor | undefined;
  },
  deps: Deps & { readonly fetchList: FetchList<string> },
): Promise<{ readonly outcome: ListOutcome; readonly believed: Believed | undefined }> {
  const { uri, anchors, held } = source;
  const answer = await deps.fetchList(uri, undefined, trustListBounds);
  if (answer.kind !== 'token') return { outcome: 'offline', believed: held };
  const { token } = answer;
  if (token === held?.token) return { outcome: 'unchanged', believed: held };
  const list = await acceptTrustList(token, { anchors, floor: held?.list ?? source.floor }, deps);
  if (list === undefined) return { outcome: 'refused', believed: held };
  return { outcome: 'fresh', believed: { list, token } };
}
