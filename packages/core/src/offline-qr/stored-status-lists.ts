import { getStatus } from '../status-list/status-array.ts';
import type { VerifiedStatusList } from '../status-list/status-list.ts';
import type { OfflineStatusLists } from './verify-mleg1.ts';

/** The look-up that an offline check asks, over the lists that a verifier has verified and stored. */
export function createStoredStatusLists(lists: Iterable<VerifiedStatusList>): OfflineStatusLists {
  const byUri = new Map([...lists].map((list) => [list.uri, list]));
  return {
    findStatus: (uri, index) => {
      const list = byUri.get(uri);
      const value = list === undefined ? undefined : getStatus(list.statuses, index);
      if (list === undefined || value === undefined) return undefined;
      return { value, signedAt: list.issuedAt, expiresAt: list.expiresAt };
    },
  };
}
