import { promisify } from 'node:util';
import { inflate as inflateCallback } from 'node:zlib';
import type { FindIssuerKey } from '@mleg/core/sd-jwt-vc/verify-sd-jwt-vc';
import { keepRevoked, readStatus, type StatusWord } from '@mleg/core/status-list/status-array';
import { isFresh, type VerifiedStatusList } from '@mleg/core/status-list/status-list';
import { verifyStatusListJwt } from '@mleg/core/status-list/status-list-jwt';
import { verifyEs256 } from '../../keys/es256.ts';
import type { FetchStatusList } from './fetch-status-list.ts';

/** One entry of one list, and when that list was signed; `unknown` without a time where no list could be had. */
export type StatusReader = (
  entry: { readonly uri: string; readonly idx: number; readonly iss: string },
  findKey: FindIssuerKey,
) => Promise<{ readonly word: StatusWord; readonly asOf: number | null }>;

type Held = { readonly list: VerifiedStatusList; readonly etag: string; askedAt: number };

/** design.md 5: a copy that is older is asked for again, so that a revocation is seen within ten seconds. */
const ASK_AGAIN_SECONDS = 5;
const LISTS_MAX = 64;

const inflateAsync = promisify(inflateCallback);
const inflate = (data: Uint8Array, lengthMax: number): Promise<Uint8Array> =>
  inflateAsync(data, { maxOutputLength: lengthMax });

/** Keeps verified lists and asks for them again by their entity tag; a list never goes back in time, nor a
 * revocation (rules.md K5). */
export function createStatusReader(deps: {
  readonly fetchStatusList: FetchStatusList;
  readonly now: () => number;
}): StatusReader {
  const held = new Map<string, Held>();
  const running = new Map<string, Promise<Held | undefined>>();

  const ask = async (uri: string, iss: string, findKey: FindIssuerKey): Promise<Held | undefined> => {
    const known = held.get(uri);
    const nowAt = deps.now();
    const answer = await deps.fetchStatusList(uri, known?.etag);
    if (answer.kind === 'unchanged' && known !== undefined) {
      known.askedAt = nowAt;
      return known;
    }
    if (answer.kind !== 'token') return known;
    const { token, etag } = answer;
    const heldIssuedAt = known === undefined ? {} : { heldIssuedAt: known.list.issuedAt };
    const checked = await verifyStatusListJwt(
      { token, uri, iss, findKey, nowAt, ...heldIssuedAt },
      { verifyEs256, inflate },
    );
    if (!checked.ok) return known;
    const statuses =
      known === undefined ? checked.list.statuses : keepRevoked(known.list.statuses, checked.list.statuses);
    const next = { list: { ...checked.list, statuses }, etag, askedAt: nowAt };
    if (known === undefined && held.size >= LISTS_MAX) held.delete(held.keys().next().value ?? uri);
    held.set(uri, next);
    return next;
  };

  const current = (uri: string, iss: string, findKey: FindIssuerKey): Promise<Held | undefined> => {
    const known = held.get(uri);
    if (known !== undefined && deps.now() - known.askedAt <= ASK_AGAIN_SECONDS) return Promise.resolve(known);
    // One question for all who check at the same time.
    const started = running.get(uri) ?? ask(uri, iss, findKey).finally(() => running.delete(uri));
    running.set(uri, started);
    return started;
  };

  return async ({ uri, idx, iss }, findKey) => {
    const found = await current(uri, iss, findKey);
    // Where the issuer does not answer, a copy is good for the time that the issuer itself allows (`ttl`), and no longer.
    if (found === undefined || !isFresh(found.list, found.askedAt, deps.now())) {
      return { word: 'unknown', asOf: found?.list.issuedAt ?? null };
    }
    return { word: readStatus(found.list.statuses, idx), asOf: found.list.issuedAt };
  };
}
