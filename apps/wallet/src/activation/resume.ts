import type { PendingRecord } from '../store/records.ts';

/** What the token request brought. */
export type Issued = NonNullable<PendingRecord['issued']>;

/** A token that ends within this many seconds is not worth a try. */
const TOKEN_MARGIN_SECONDS = 5;

/** Whether the activation can go on without typing the code again. */
export function canResume(pending: PendingRecord | undefined): pending is PendingRecord & { issued: Issued } {
  return pending?.issued !== undefined && pending.issued.expiresAt - TOKEN_MARGIN_SECONDS > Date.now() / 1000;
}
