import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate as deflateCallback } from 'node:zlib';
import { decodeBase64, decodeBase64url } from '@mleg/core/encoding/base64url';
import { createStatusArray, setStatus } from '@mleg/core/status-list/status-array';
import { createStatusListCwt } from '@mleg/core/status-list/status-list-cwt';
import { createStatusListJwt, type StatusListSigner } from '@mleg/core/status-list/status-list-jwt';
import type { Signer } from '../../keys/signers.ts';
import type { Store } from '../../store/pool.ts';
import { readStatusMarks, statusList, statusLists } from '../../store/status.ts';
import { STATUS_LIST_SIZE, type StatusIndexOf } from './status-index.ts';

/** A signed list in both forms. */
export type PublishedList = {
  readonly jwt: string;
  readonly cwt: Uint8Array;
  /** Strong entity tags of the two. */
  readonly jwtEtag: string;
  readonly cwtEtag: string;
  readonly issuedAt: number;
};

export type StatusPublisher = {
  /** The list as of at most two seconds ago; undefined for a list that is not there. */
  readonly list: (listId: number) => Promise<PublishedList | undefined>;
  /** Addresses of all lists (Token Status List 9: aggregation), and of those that offline codes refer to. */
  readonly aggregation: () => Promise<{ readonly all: string[]; readonly offline: string[] }>;
};

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
const LISTS_CACHED_MAX = 16;

type Cached = { readonly published: PublishedList; readonly version: number; lookedAt: number };

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

  const look = async (listId: number): Promise<PublishedList | undefined> => {
    const nowAt = deps.now();
    const held = cache.get(listId);
    if (held !== undefined && nowAt - held.lookedAt < LOOK_SECONDS) return held.published;
    const row = await statusList(deps.store, listId);
    if (row === undefined) return undefined;
    if (
      held !== undefined &&
      held.version === row.version &&
      nowAt - held.published.issuedAt < RENEW_SECONDS
    ) {
      held.lookedAt = nowAt;
      return held.published;
    }
    const issuedAt = Math.max(nowAt, held?.published.issuedAt ?? 0);
    const published = await build(deps, listId, issuedAt);
    if (cache.size >= LISTS_CACHED_MAX) cache.delete(cache.keys().next().value ?? listId);
    // The version was read before the marks: a change in between is found at the next look.
    cache.set(listId, { published, version: row.version, lookedAt: nowAt });
    return published;
  };

  return {
    list(listId) {
      // One rebuild for all who ask at the same time.
      const known = running.get(listId);
      if (known !== undefined) return known;
      const started = look(listId).finally(() => running.delete(listId));
      running.set(listId, started);
      return started;
    },
    aggregation: async () => {
      const rows = await statusLists(deps.store);
      const uriOf = (row: { listId: number }): string => statusListUri(deps.issuerOrigin, row.listId);
      return { all: rows.map(uriOf), offline: rows.filter(({ kind }) => kind === 'offline').map(uriOf) };
    },
  };
}

async function build(deps: PublisherDeps, listId: number, issuedAt: number): Promise<PublishedList> {
  const statuses = createStatusArray(STATUS_LIST_SIZE, 2);
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
  return { jwt, cwt, jwtEtag: etagOf(jwt), cwtEtag: etagOf(cwt), issuedAt };
}

function etagOf(bytes: string | Uint8Array): string {
  return `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
}
