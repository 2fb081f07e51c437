import { decodeCbor } from '@mleg/core/encoding/cbor';
import type { OfflineVariant } from '@mleg/core/offline-qr/offline-card';
import { parseOfflineCwt } from '@mleg/core/offline-qr/offline-cwt';
import type { OfflineRecord } from '../store/records.ts';

const order: readonly OfflineVariant[] = ['ticket', 'discount', 'link'];

/**
 * Which codes are worth showing, in the order of the choice. A discount whose time is over (its holder had the birthday that
 * changes an age flag, rules.md V4) is left out: any checker would only say that the code must be renewed.
 * @param nowAt epoch seconds
 */
export function standingKinds(offline: readonly OfflineRecord[], nowAt: number): readonly OfflineVariant[] {
  return order.filter((kind) =>
    offline.some(({ variant, cwt }) => {
      if (variant !== kind) return false;
      return kind !== 'discount' || parseOfflineCwt(decodeCbor(cwt), decodeCbor).expiresAt > nowAt;
    }),
  );
}
