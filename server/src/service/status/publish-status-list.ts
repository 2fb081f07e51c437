import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate as deflateCallback } from 'node:zlib';
import { decodeBase64, decodeBase64url } from '@mleg/core/encoding/base64url';
import { createStatusArray, type StatusArray, setStatus } from '@mleg/core/status-list/status-array';
import { createStatusListCwt } from '@mleg/core/status-list/status-list-cwt';
import { createStatusListJwt, type StatusListSigner } from '@mleg/core/status-list/status-list-jwt';
import type { Signer } from '../../keys/signers.ts';
import type { Store } from '../../store/pool.ts';
import { readStatusMarks, type StatusListRow, statusList, statusLists } from '../../store/status.ts';
import { orHeld } from './held.ts';
import { STATUS_LIST_SIZE, type StatusIndexOf } from './status-index.ts';

/** One form of a signed list with its strong entity tag. */
export type PublishedForm = { readonly token: string | Uint8Array; readonly etag: string };

/** A signed list in both forms. */
export type PublishedList = {
  readonly jwt: PublishedForm & { readonly token: string };
  readonly cwt: PublishedForm & { readonly token: Uint8Array };
  readonly issuedAt: number;
  /** When the database last said that this is the list. */
  readonly lookedAt: number;
};

export type StatusPublisher = {
  /**
   * The list as of at most two seconds ago, or, while the database is away, the last one until it ends; undefined for a
   * list that is not there.
   * @throws DomainError unavailable when the database is away and nothing is held
   */
  readonly list: (listId: number) => Promise<PublishedList | undefined>;
  /** Addresses of all lists (Token Status List 9: aggregation), and of those that offline codes refer to. */
  readonly aggregation: () => Promise<Aggregation>;
  /** Makes all lists, so that they are held when the database goes away before anybody asked. */
  readonly warm: () => Promise<void>;
};

type Aggregation = { readonly all: string[]; readonly offline: string[] };

export type PublisherDeps = {
  readonly store: Store;
  readonly signer: Signer;
  readonly statusIndexOf: StatusIndexOf;
  readonly issuerOrigin: string;
  readonly now: () => number;
};

const deflateAsync = promisify(deflateCallback);
const TTL_SECONDS = 60;
const LIFE_SECONDS = 8 * 86_400;
/** A change is looked for when a copy is older than this. */
const LOOK_SECONDS = 2;
/** An unchanged list is signed anew after this long, so that a copy tells of a recent time. */
const RENEW_SECONDS = 3600;
/** More than a country fills in a year, and what a few restores add. */
const LISTS_CACHED_MAX = 64;

/** `lookAgainAt`: until then the held list is given without a look. */
type Cached = { published: PublishedList; readonly version: number; lookAgainAt: number };

/** Address of a list. */
export function statusListUri(issuerOrigin: string, listId: number): string {
  return `${issuerOrigin}/status/${listId}`;
}

/** The other way; undefined for an address that is none of ours. */
export function listIdOfUri(issuerOrigin: string, uri: string): number | undefined {
  const start = `${issuerOrigin}/status/`;
  const id = uri.startsWith(start) ? uri.slice(start.length) : '';
  return /^(?:0|[1-9]\d{0,8})$/.test(id) ? Number(id) : undefined;
}

/** Rebuilds lists when they are asked for and have changed; a token never goes back in time. */
export function createStatusPublisher(deps: PublisherDeps): StatusPublisher {
  const cache = new Map<number, Cached>();
  const running = new Map<number, Promise<PublishedList | undefined>>();
  let heldAddresses: Aggregation | undefined;

  const look = async (listId: number): Promise<PublishedList | undefined> => {
    const nowAt = deps.now();
    const held = cache.get(listId);
    if (held !== undefined && nowAt < held.lookAgainAt && nowAt >= held.published.lookedAt)
      return held.published;
    const row = await statusList(deps.store, listId);
    if (row === undefined) {
      cache.delete(listId);
      return undefined;
    }
    const isCurrent =
      held !== undefined && held.version === row.version && nowAt - held.published.issuedAt < RENEW_SECONDS;
    const issuedAt = Math.max(nowAt, held?.published.issuedAt ?? 0);
    const published = isCurrent
      ? { ...held.published, lookedAt: nowAt }
      : await build(deps, row, { issuedAt, lookedAt: nowAt });
    cache.delete(listId);
    if (cache.size >= LISTS_CACHED_MAX) cache.delete(cache.keys().next().value ?? listId);
    // The version was read before the marks: a change in between is found at the next look.
    cache.set(listId, { published, version: row.version, lookAgainAt: nowAt + LOOK_SECONDS });
    return published;
  };
  const lookOnce = (listId: number): Promise<PublishedList | undefined> => {
    // One rebuild for all who ask at the same time.
    const known = running.get(listId);
    if (known !== undefined) return known;
    const started = look(listId).finally(() => running.delete(listId));
    running.set(listId, started);
    return started;
  };
  const heldList = (listId: number): PublishedList | undefined => {
    const published = cache.get(listId)?.published;
    return published !== undefined && deps.now() < published.issuedAt + LIFE_SECONDS ? published : undefined;
  };
  const readAddresses = async (): Promise<Aggregation> => {
    const rows = await statusLists(deps.store);
    const uriOf = (row: { listId: number }): string => statusListUri(deps.issuerOrigin, row.listId);
    heldAddresses = {
      all: rows.map(uriOf),
      offline: rows.filter(({ kind }) => kind === 'offline').map(uriOf),
    };
    return heldAddresses;
  };

  return {
    list: (listId) => orHeld(lookOnce(listId), heldList(listId)),
    aggregation: () => orHeld(readAddresses(), heldAddresses),
    warm: async () => {
      await readAddresses();
      for (const { listId } of (await statusLists(deps.store)).slice(-LISTS_CACHED_MAX)) {
        await lookOnce(listId);
        const held = cache.get(listId);
        // Held for a bad day only: whoever asks first hears what the database says then.
        if (held !== undefined) held.lookAgainAt = 0;
      }
    },
  };
}

async function build(
  deps: PublisherDeps,
  { listId, burntFrom }: StatusListRow,
  { issuedAt, lookedAt }: { issuedAt: number; lookedAt: number },
): Promise<PublishedList> {
  const statuses = createStatusArray(STATUS_LIST_SIZE, 2);
  if (burntFrom !== null) markBurnt(statuses, burntFrom, (position) => deps.statusIndexOf(listId, position));
  await readStatusMarks(deps.store, listId, (position, value) => {
    setStatus(statuses, deps.statusIndexOf(listId, position), value);
  });
  const content = {
    uri: statusListUri(deps.issuerOrigin, listId),
    issuedAt,
    expiresAt: issuedAt + LIFE_SECONDS,
    ttlSeconds: TTL_SECONDS,
    statuses,
  };
  const signer: StatusListSigner = {
    x5c: deps.signer.x5c.map(decodeBase64),
    kid: decodeBase64url(deps.signer.kid),
    sign: deps.signer.sign,
  };
  // Both forms carry the same compressed bytes.
  const lst = await deflateAsync(statuses.bytes, { level: 6 });
  const deflate = (): Uint8Array => lst;
  const jwt = await createStatusListJwt(content, signer, { deflate });
  const cwt = await createStatusListCwt(content, signer, { deflate });
  return {
    jwt: { token: jwt, etag: etagOf(jwt) },
    cwt: { token: cwt, etag: etagOf(cwt) },
    issuedAt,
    lookedAt,
  };
}

/** Four entries of two bits, each of them revoked. */
const ALL_REVOKED = 0b01010101;

/** Positions of nobody; the list of a burnt one is filled at once, because it has a million. */
function markBurnt(statuses: StatusArray, burntFrom: number, indexOf: (position: number) => number): void {
  const isMost = burntFrom < STATUS_LIST_SIZE / 2;
  if (isMost) statuses.bytes.fill(ALL_REVOKED);
  const [first, end, value] = isMost ? [0, burntFrom, 0] : [burntFrom, STATUS_LIST_SIZE, 1];
  for (let position = first; position < end; position += 1) setStatus(statuses, indexOf(position), value);
}

function etagOf(bytes: string | Uint8Array): string {
  return `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
}
