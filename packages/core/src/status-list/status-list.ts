import type { MaybePromise, VerifyEs256 } from '../deps.ts';
import type { FindIssuerKey } from '../sd-jwt-vc/verify-sd-jwt-vc.ts';
import type { StatusArray } from './status-array.ts';
import { countEntries, keepRevoked } from './status-array.ts';

/** zlib (RFC 1950) of the bytes, e.g. `node:zlib` deflateSync at level 6. */
export type Deflate = (data: Uint8Array) => MaybePromise<Uint8Array>;

/**
 * The bytes of a zlib stream. Must throw for anything else, and must stop and throw beyond `lengthMax` bytes, so that a small
 * list cannot fill the memory.
 */
export type Inflate = (data: Uint8Array, lengthMax: number) => MaybePromise<Uint8Array>;

/** One list as its issuer writes it. Times in epoch seconds. */
export type StatusListContent = {
  /** Address of the list: `sub`, equal to `status_list.uri` of every credential in it. */
  readonly uri: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** How long a copy may be used before it is asked for again. */
  readonly ttlSeconds: number;
  readonly statuses: StatusArray;
};

/** A list whose signature, address and times were found in order. */
export type VerifiedStatusList = Omit<StatusListContent, 'ttlSeconds'> & {
  readonly ttlSeconds: number | undefined;
};

/** Why a list is refused. */
export type StatusListReason =
  | 'malformed'
  | 'typ'
  | 'alg'
  | 'untrusted_issuer'
  | 'certificate'
  | 'certificate_time'
  | 'signature'
  | 'sub'
  | 'lst'
  | 'expired'
  | 'not_yet_valid'
  | 'older';

/** The outcome. */
export type StatusListVerification =
  | { readonly ok: true; readonly list: VerifiedStatusList }
  | { readonly ok: false; readonly reason: StatusListReason };

/** What a list is checked against. */
export type VerifyStatusListInput<Token> = {
  readonly token: Token;
  /** `status_list.uri` of the credential; the list must say the same of itself (8.3). */
  readonly uri: string;
  /** Issuer of the credential that refers to the list: the same operator signs both. */
  readonly iss: string;
  readonly findKey: FindIssuerKey;
  /** Epoch seconds. */
  readonly nowAt: number;
  /** `issuedAt` of the copy that is already there; an older one is refused (rules.md K5). */
  readonly heldIssuedAt?: number;
};

/** What verification needs from outside. */
export type VerifyStatusListDeps = { readonly verifyEs256: VerifyEs256; readonly inflate: Inflate };

/** Decompressed bytes: 16 million entries of two bits. */
export const statusBytesMax = 4_194_304;
/** Longest token that is looked at. */
export const statusTokenLengthMax = 8_388_608;
const skewSeconds = 300;

/** Never backwards, also after a restore (rules.md K5): whether a list may take the place of a held one. */
export function isNotOlder(heldIssuedAt: number | undefined, nextIssuedAt: number): boolean {
  return heldIssuedAt === undefined || nextIssuedAt >= heldIssuedAt;
}

/**
 * A newer list in the place of a held one (rules.md K5): what was revoked stays revoked, and a list that has lost entries is
 * none, because whoever stood in them would be forgotten.
 * @param held the copy that is there; undefined for the first
 * @param next a verified list at the same address
 * @returns undefined where `next` would go backwards
 */
export function replaceStatusList(
  held: VerifiedStatusList | undefined,
  next: VerifiedStatusList,
): VerifiedStatusList | undefined {
  if (held === undefined) return next;
  if (!isNotOlder(held.issuedAt, next.issuedAt)) return undefined;
  if (countEntries(next.statuses) < countEntries(held.statuses)) return undefined;
  return { ...next, statuses: keepRevoked(held.statuses, next.statuses) };
}

/**
 * Whether a copy is still as good as a new one (8.3): not at its end, and resolved less than `ttl` ago.
 * @param resolvedAt when the copy was fetched, epoch seconds
 */
export function isFresh(list: VerifiedStatusList, resolvedAt: number, nowAt: number): boolean {
  if (nowAt >= list.expiresAt) return false;
  return list.ttlSeconds === undefined || nowAt < resolvedAt + list.ttlSeconds;
}

/** The facts of a list before its times and bits are looked at. */
export type StatusListFacts = {
  readonly sub: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly ttlSeconds: number | undefined;
  readonly bits: number;
  /** Still compressed. */
  readonly lst: Uint8Array;
};

function isStatusBits(bits: number): bits is StatusArray['bits'] {
  return bits === 1 || bits === 2 || bits === 4 || bits === 8;
}

async function tryInflate(lst: Uint8Array, inflate: Inflate): Promise<Uint8Array | undefined> {
  try {
    return await inflate(lst, statusBytesMax);
  } catch {
    return undefined;
  }
}

/** Token Status List 8.3 for what both forms have in common; the signature was checked before. */
export async function checkFacts(
  facts: StatusListFacts,
  input: VerifyStatusListInput<unknown>,
  inflate: Inflate,
): Promise<StatusListVerification> {
  const { sub, issuedAt, expiresAt, ttlSeconds, bits } = facts;
  if (sub !== input.uri) return { ok: false, reason: 'sub' };
  if (input.nowAt >= expiresAt) return { ok: false, reason: 'expired' };
  if (issuedAt > input.nowAt + skewSeconds) return { ok: false, reason: 'not_yet_valid' };
  if (!isNotOlder(input.heldIssuedAt, issuedAt)) return { ok: false, reason: 'older' };
  if (!isStatusBits(bits)) return { ok: false, reason: 'lst' };
  const bytes = await tryInflate(facts.lst, inflate);
  if (bytes === undefined || bytes.length === 0 || bytes.length > statusBytesMax) {
    return { ok: false, reason: 'lst' };
  }
  const list = { uri: sub, issuedAt, expiresAt, ttlSeconds, statuses: { bits, bytes } };
  return { ok: true, list };
}
