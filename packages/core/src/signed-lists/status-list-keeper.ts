import type { FindIssuerKey } from '../sd-jwt-vc/verify-sd-jwt-vc.ts';
import type { StatusWord } from '../status-list/status-array.ts';
import { readStatus } from '../status-list/status-array.ts';
import {
  isFresh,
  replaceStatusList,
  type VerifiedStatusList,
  type VerifyStatusListDeps,
} from '../status-list/status-list.ts';
import { verifyStatusListCwt } from '../status-list/status-list-cwt.ts';
import { verifyStatusListJwt } from '../status-list/status-list-jwt.ts';
import { type FetchList, type ListOutcome, statusListBounds } from './fetch-list.ts';

/** A verified list with the entity tag under which it came. */
export type HeldStatusList = { readonly list: VerifiedStatusList; readonly etag: string | undefined };

/** A list that is believed: where it must say that it lies, and who must have signed it. */
export type StatusListSource = {
  readonly uri: string;
  /** Issuer of the credentials in it: the same operator signs both. */
  readonly iss: string;
  readonly findKey: FindIssuerKey;
};

type Deps = VerifyStatusListDeps & { readonly nowAt: number };

/**
 * Believes a status list: verified (Token Status List 8.3), never older and never shorter than the held one, and what was revoked
 * stays revoked (rules.md K5).
 * @param token text of a JWT or bytes of a CWT
 * @param held what is there; `newestAt` where the list itself had to make room
 * @returns undefined for a list that is not to be believed
 */
export async function acceptStatusList(
  token: string | Uint8Array,
  source: StatusListSource,
  held: { readonly list?: VerifiedStatusList | undefined; readonly newestAt?: number | undefined },
  deps: Deps,
): Promise<VerifiedStatusList | undefined> {
  const heldIssuedAt = held.list?.issuedAt ?? held.newestAt;
  const input = { ...source, nowAt: deps.nowAt, ...(heldIssuedAt === undefined ? {} : { heldIssuedAt }) };
  const verified =
    typeof token === 'string'
      ? await verifyStatusListJwt({ ...input, token }, deps)
      : await verifyStatusListCwt({ ...input, token }, deps);
  return verified.ok ? replaceStatusList(held.list, verified.list) : undefined;
}

/**
 * Asks for a status list again, by its entity tag.
 * @param held the copy that is there; `newestAt` where it had to make room
 * @param deps `fetchList`: what it throws is passed on
 * @returns the list that counts now, which is the held one unless a newer was believed
 */
export async function renewStatusList<Token extends string | Uint8Array>(
  source: StatusListSource,
  held: { readonly known: HeldStatusList | undefined; readonly newestAt?: number | undefined },
  deps: Deps & { readonly fetchList: FetchList<Token> },
): Promise<{ readonly outcome: ListOutcome; readonly believed: HeldStatusList | undefined }> {
  const { known } = held;
  const answer = await deps.fetchList(source.uri, known?.etag, statusListBounds);
  if (answer.kind === 'failed') return { outcome: 'offline', believed: known };
  const isSame = answer.kind === 'unchanged' || (known?.etag !== undefined && answer.etag === known.etag);
  // "Unchanged" of a list that nobody holds says nothing.
  if (isSame) return { outcome: known === undefined ? 'offline' : 'unchanged', believed: known };
  const list = await acceptStatusList(
    answer.token,
    source,
    { list: known?.list, newestAt: held.newestAt },
    deps,
  );
  if (list === undefined) return { outcome: 'refused', believed: known };
  return { outcome: 'fresh', believed: { list, etag: answer.etag } };
}

/**
 * What a held list says of an entry. A revocation is final: no age of the copy takes it back. Anything else holds as long as the
 * issuer itself allows (`ttl`), and no longer.
 * @param askedAt when the copy was last found to be current, epoch seconds
 */
export function readHeldStatus(
  list: VerifiedStatusList,
  idx: number,
  { askedAt, nowAt }: { readonly askedAt: number; readonly nowAt: number },
): StatusWord {
  const word = readStatus(list.statuses, idx);
  return word === 'revoked' || isFresh(list, askedAt, nowAt) ? word : 'unknown';
}
