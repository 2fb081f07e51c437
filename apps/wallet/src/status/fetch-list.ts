import type { FetchList } from '@mleg/core/signed-lists/fetch-list';
import { call } from '../call.ts';

/**
 * The wallet's way to a signed list.
 * @returns a fetcher that throws WalletError where there is no answer at all
 */
export function listFetcher(
  accept: 'application/statuslist+jwt' | 'application/trust-list+jwt',
): FetchList<string> {
  return async (uri, etag, { bytesMax }) => {
    const headers = { accept, ...(etag === undefined ? {} : { 'if-none-match': etag }) };
    const answer = await call(uri, { headers, bytesMax });
    if (answer.status === 304) return { kind: 'unchanged' };
    if (answer.status !== 200) return { kind: 'failed' };
    return { kind: 'token', token: answer.text, etag: answer.etag };
  };
}
