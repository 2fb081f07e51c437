import type { CodeKind } from '@mleg/core/offline-qr/code-kind';
import { readCodeKind } from '@mleg/core/offline-qr/code-kind';
import { m } from '@mleg/i18n/messages';

const addWords: Record<CodeKind, () => string> = {
  school_id: m.wallet_scan_card,
  // An offer that cannot be read, or a request: the way to answer one is another screen.
  offer: m.wallet_scan_other,
  request: m.wallet_scan_other,
  typed_code: m.wallet_scan_typed_code,
  wifi: m.wallet_scan_wifi,
  health: m.wallet_scan_health,
  contact: m.wallet_scan_contact,
  link: m.wallet_scan_link,
  empty: m.wallet_scan_empty,
  other: m.wallet_scan_other,
};

/** What to say of a code that adds no ID. */
export function notAnOfferText(text: string): string {
  return addWords[readCodeKind(text)]();
}

/** What to say of a code that asks for no data. */
export function notARequestText(text: string): string {
  const kind = readCodeKind(text);
  if (kind === 'offer') return m.wallet_scan_request_offer();
  return kind === 'request' ? m.wallet_problem_request_broken() : m.wallet_scan_request_other();
}
