import type { FetchList } from '@mleg/core/signed-lists/fetch-list';
import type { StatusPublisher } from '../status/publish-status-list.ts';

/** What a list comes as; an answer of another type is none. */
export type ListType = 'application/statuslist+jwt' | 'application/trust-list+jwt' | 'application/json';

/** Somebody waits for the answer of a check. */
const CHECK_SECONDS_MAX = 4;
const FAILED = { kind: 'failed' } as const;

/**
 * Asks others over the network. The address comes out of a verified credential and lies under a trusted operator's base, or is
 * an operator's word; a redirect leads out of it and is not followed.
 * @param fetchUrl the platform's
 * @param type what must come
 * @param secondsMax where less time is given than the list's own bounds
 */
export function createListFetcher(
  fetchUrl: typeof fetch,
  type: ListType,
  secondsMax = CHECK_SECONDS_MAX,
): FetchList<string> {
  return async (uri, etag, bounds) => {
    const headers = { accept: type, ...(etag === undefined ? {} : { 'if-none-match': etag }) };
    const seconds = Math.min(secondsMax, bounds.secondsMax);
    try {
      const response = await fetchUrl(uri, {
        headers,
        redirect: 'error',
        signal: AbortSignal.timeout(seconds * 1000),
      });
      if (response.status === 304) return { kind: 'unchanged' };
      const came = (response.headers.get('content-type') ?? '').split(';', 1)[0]?.trim();
      if (response.status !== 200 || came !== type) return FAILED;
      const token = await readText(response, bounds.bytesMax);
      return token === undefined
        ? FAILED
        : { kind: 'token', token, etag: response.headers.get('etag') ?? undefined };
    } catch {
      // Whatever went wrong between here and there: there is no list, and the verdict says so.
      return FAILED;
    }
  };
}

/** The body as text; undefined beyond the length that it may have. */
async function readText(response: Response, bytesMax: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    length += bytes.length;
    if (length > bytesMax) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Takes this server's own lists from where they are made: a server behind a proxy or under a certificate of its own may not
 * reach itself by its public name.
 * @param base of the own lists, with the trailing slash
 */
export function withOwnStatusLists(
  base: string,
  publisher: Pick<StatusPublisher, 'list'>,
  fetchOthers: FetchList<string>,
): FetchList<string> {
  return async (uri, etag, bounds) => {
    const rest = uri.startsWith(base) ? uri.slice(base.length) : undefined;
    if (rest === undefined) return fetchOthers(uri, etag, bounds);
    const list = /^\d{1,9}$/.test(rest) ? await publisher.list(Number(rest)) : undefined;
    if (list === undefined) return FAILED;
    return list.jwt.etag === etag
      ? { kind: 'unchanged' }
      : { kind: 'token', token: list.jwt.token, etag: list.jwt.etag };
  };
}
