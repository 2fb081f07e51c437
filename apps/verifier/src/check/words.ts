import type { OfflineChecks } from '@mleg/core/offline-qr/verify-mleg1';
import type { VerdictReason, VerdictWord } from '@mleg/core/verdict/verdict';
import { dayOf, formatShortDay, formatTime } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import type { OtherCode } from './check-code.ts';
import type { Finding } from './finding.ts';

/** The answer in one word. */
export function verdictWord(word: VerdictWord): string {
  return { valid: m.verifier_word_valid, invalid: m.verifier_word_invalid, unknown: m.verifier_word_unknown }[
    word
  ]();
}

const otherCodes: Record<OtherCode, () => string> = {
  offer: m.verifier_other_offer,
  request: m.verifier_other_request,
  typed_code: m.verifier_other_typed_code,
  wifi: m.verifier_other_wifi,
  health: m.verifier_other_health,
  contact: m.verifier_other_contact,
  link: m.verifier_other_link,
  empty: m.verifier_other_empty,
  other: m.verifier_scan_other,
};

/** „To nie jest kod legitymacji”, what it is instead, and what to ask for. */
export function otherCodeText(code: OtherCode): string {
  return otherCodes[code]();
}

const clockReasons = {
  holder: m.verifier_reason_clock_holder,
  verifier: m.verifier_reason_clock_verifier,
  either: m.verifier_reason_clock_either,
} as const;

function expiredText({ validUntil }: Finding): string {
  return validUntil === undefined
    ? m.verifier_reason_expired_short()
    : m.verifier_reason_expired({ day: formatShortDay(validUntil) });
}

/** A code of another day says no number: minutes tell a picture of a code from a slow hand. */
function staleText({ proofAge = 0, wrongClock }: Finding): string {
  // An answer over the internet is made for one question: an old one comes from a slow clock.
  if (wrongClock === 'holder') return m.verifier_reason_stale_holder();
  const minutes = Math.round(proofAge / 60);
  const isTold = minutes > 0 && minutes < 600;
  return isTold ? m.verifier_reason_stale_minutes({ count: minutes }) : m.verifier_reason_stale_short();
}

function listsText({ dataDays }: Finding): string {
  return dataDays > 0 ? m.verifier_reason_lists_days({ count: dataDays }) : m.verifier_reason_lists_too_old();
}

const reasons: Record<VerdictReason, (finding: Finding) => string | undefined> = {
  ok: () => undefined,
  expired: expiredText,
  stale: staleText,
  clock: ({ wrongClock }) => clockReasons[wrongClock ?? 'either'](),
  lists_too_old: listsText,
  revoked: () => m.verifier_reason_revoked(),
  suspended: () => m.verifier_reason_suspended(),
  signature: () => m.verifier_reason_signature(),
  holder_proof: () => m.verifier_reason_holder_proof(),
  malformed: () => m.verifier_reason_malformed(),
  untrusted_issuer: () => m.verifier_reason_untrusted_issuer(),
  school_not_covered: () => m.verifier_reason_school_not_covered(),
  renewal_due: () => m.verifier_reason_renewal_due(),
};

/** Why; nothing for a valid card. Never a date or a reason of a revocation (rules.md K1). */
export function reasonText(finding: Finding): string | undefined {
  return reasons[finding.reason](finding);
}

const steps: Record<VerdictReason, () => string> = {
  ok: m.verifier_compare,
  expired: m.verifier_step_expired,
  revoked: m.verifier_step_invalid,
  suspended: m.verifier_step_invalid,
  signature: m.verifier_step_invalid,
  holder_proof: m.verifier_step_invalid,
  malformed: m.verifier_step_malformed,
  untrusted_issuer: m.verifier_step_paper,
  school_not_covered: m.verifier_step_paper,
  stale: m.verifier_step_stale,
  clock: m.verifier_step_clock,
  lists_too_old: m.verifier_step_lists,
  renewal_due: m.verifier_step_renewal,
};

/** What to do now. */
export function nextStep({ reason, wrongClock }: Pick<Finding, 'reason' | 'wrongClock'>): string {
  const isHoldersClock = wrongClock === 'holder' && (reason === 'clock' || reason === 'stale');
  return isHoldersClock ? m.verifier_step_clock_holder() : steps[reason]();
}

/** The five lines of „Szczegóły” in their order. */
export const checkLines: readonly (readonly [keyof OfflineChecks, () => string])[] = [
  ['signature', m.verifier_check_signature],
  ['school', m.verifier_check_school],
  ['dates', m.verifier_check_dates],
  ['status', m.verifier_check_status],
  ['holder', m.verifier_check_holder],
];

/** What a line says beside its sign. */
export function checkWord(state: OfflineChecks['signature']): string {
  return { ok: m.verifier_check_ok, failed: m.verifier_check_failed, unknown: m.verifier_check_unknown }[
    state
  ]();
}

/**
 * „Dane z dziś, godz. 6:00”.
 * @param at as of when the data is; undefined without data
 */
export function dataText(at: number | undefined, nowAt: number): string {
  if (at === undefined) return m.verifier_data_none();
  const time = formatTime(at * 1000);
  const day = dayOf(at * 1000);
  if (day === dayOf(nowAt * 1000)) return m.verifier_data_today({ time });
  if (day === dayOf((nowAt - 86_400) * 1000)) return m.verifier_data_yesterday({ time });
  return m.verifier_data_days({ count: Math.max(2, Math.floor((nowAt - at) / 86_400)) });
}
