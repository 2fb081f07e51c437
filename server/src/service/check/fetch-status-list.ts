import { statusTokenLengthMax } from '@mleg/core/status-list/status-list';
import type { StatusPublisher } from '../status/publish-status-list.ts';

/** A list's text by its address, unless it is still the one with this entity tag. */
export type FetchStatusList = (
  uri: string,
  etag: string | undefined,
) => Promise<
  | { readonly kind: 'token'; readonly token: string; readonly etag: string }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'failed' }
>;

const JWT_TYPE = 'application/statuslist+jwt';
const TIMEOUT_MS = 4000;
const FAILED = { kind: 'failed' } as const;

/**
 * Asks other issuers over the network. The address comes out of a verified credential and lies under a trusted operator's
 * base; a redirect leads out of it and is not followed.
 */
export function createStatusListFetcher(fetchUrl: typeof fetch): FetchStatusList {
  return async (uri, etag) => {
    const headers = { accept: JWT_TYPE, ...(etag === undefined ? {} : { 'if-none-match': etag }) };
    try {
      const response = await fetchUrl(uri, {
        headers,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (response.status === 304) return { kind: 'unchanged' };
      const type = (response.headers.get('content-type') ?? '').split(';', 1)[0]?.trim();
      if (response.status !== 200 || type !== JWT_TYPE) return FAILED;
      const token = await readText(response);
      return token === undefined
        ? FAILED
        : { kind: 'token', token, etag: response.headers.get('etag') ?? '' };
    } catch {
      // Whatever went wrong between here and there: there is no list, and the verdict says so.
      return FAILED;
    }
  };
}

/** The body as text; undefined beyond the length that a list may have. */
async function readText(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    length += bytes.length;
    if (length > statusTokenLengthMax) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('latin1');
}

/**
 * Takes this server's own lists from where they are made: a server behind a proxy or under a certificate of its own may not
 * reach itself by its public name.
 * @param base of the own lists, with the trailing slash
 */
export function withOwnStatusLists(
  base: string,
  publisher: Pick<StatusPublisher, 'list'>,
  fetchOthers: FetchStatusList,
): FetchStatusList {
  return async (uri, etag) => {
    const rest = uri.startsWith(base) ? uri.slice(base.length) : undefined;
    if (rest === undefined) return fetchOthers(uri, etag);
    const list = /^\d{1,9}$/.test(rest) ? await publisher.list(Number(rest)) : undefined;
    if (list === undefined) return FAILED;
    return list.jwt.etag === etag
      ? { kind: 'unchanged' }
      : { kind: 'token', token: list.jwt.token, etag: list.jwt.etag };
  };
}
