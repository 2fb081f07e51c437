import { dateToDays } from '@mleg/core/calendar/days';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import type { CheckedStatus } from '../store/records.ts';

/** What the card says of itself (W-4). The wallet gives no verdict: that is the verifier's. */
export type CardState =
  | { readonly kind: 'revoked' | 'suspended' | 'expired' | 'unchecked' | 'in_order' }
  | { readonly kind: 'expiring'; readonly daysLeft: number }
  | { readonly kind: 'old'; readonly days: number };

const EXPIRING_DAYS = 30;
/** As a verifier's lists: older than this they say nothing certain. */
const OLD_DAYS = 7;
const DAY_SECONDS = 86_400;

/**
 * The one thing to say. What the school said weighs more than a date, a date more than the age of what is known.
 * @param facts last day of the paper ID, status as last asked; `nowAt` epoch seconds
 */
export function cardState(
  facts: { readonly validUntil: string | undefined; readonly status: CheckedStatus | undefined },
  nowAt: number,
): CardState {
  const { validUntil, status } = facts;
  if (status?.word === 'revoked' || status?.word === 'suspended') return { kind: status.word };
  const daysLeft =
    validUntil === undefined ? undefined : dateToDays(validUntil) - dateToDays(warsawDayOf(nowAt));
  if (daysLeft !== undefined && daysLeft < 0) return { kind: 'expired' };
  if (status === undefined || status.word === 'unknown') return { kind: 'unchecked' };
  const days = Math.floor((nowAt - status.checkedAt) / DAY_SECONDS);
  if (days >= OLD_DAYS) return { kind: 'old', days };
  if (daysLeft !== undefined && daysLeft <= EXPIRING_DAYS) return { kind: 'expiring', daysLeft };
  return { kind: 'in_order' };
}
