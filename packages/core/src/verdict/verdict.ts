/**
 * The one list of reasons that offline check, online check, API and command line give (design.md section 6), and what a
 * person sees of them (rules.md K1).
 */
const verdictOfReason = {
  ok: 'valid',
  expired: 'invalid',
  revoked: 'invalid',
  suspended: 'invalid',
  signature: 'invalid',
  holder_proof: 'invalid',
  malformed: 'invalid',
  untrusted_issuer: 'unknown',
  school_not_covered: 'unknown',
  stale: 'unknown',
  clock: 'unknown',
  lists_too_old: 'unknown',
  renewal_due: 'unknown',
} as const satisfies Record<string, VerdictWord>;

/** Why a check ended as it did. */
export type VerdictReason = keyof typeof verdictOfReason;
/** The words of an answer. */
export const verdictWords = ['valid', 'invalid', 'unknown'] as const;
/** The answer in one word: it is valid, it is not, or this check cannot tell. */
export type VerdictWord = (typeof verdictWords)[number];
/** An outcome of a check: a value, never an error. */
export type Verdict = { readonly verdict: VerdictWord; readonly reason: VerdictReason };

/**
 * All reasons. When several things are wrong, the first of these is said: what makes every other statement meaningless, then signed
 * facts (red), then what the person in front of the verifier can cure at once (a fresh code), then the rest of amber.
 */
export const verdictReasons = [
  'malformed',
  'untrusted_issuer',
  'signature',
  'school_not_covered',
  'holder_proof',
  'expired',
  'revoked',
  'suspended',
  'stale',
  'clock',
  'lists_too_old',
  'renewal_due',
  'ok',
] as const satisfies readonly VerdictReason[];

/** The verdict that belongs to one reason. */
export function createVerdict(reason: VerdictReason): Verdict {
  return { verdict: verdictOfReason[reason], reason };
}

/** The verdict over everything that was found; `ok` when nothing was. */
export function decideVerdict(findings: readonly VerdictReason[]): Verdict {
  return createVerdict(verdictReasons.find((reason) => findings.includes(reason)) ?? 'ok');
}
