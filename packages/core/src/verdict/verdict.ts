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
} as const;

/** Why a check ended as it did. */
export type VerdictReason = keyof typeof verdictOfReason;
/** The answer in one word: it is valid, it is not, or this check cannot tell. */
export type VerdictWord = (typeof verdictOfReason)[VerdictReason];
/** Colour of the verifier's screen; amber is always shown with the words "SPRAWDŹ INACZEJ". */
export type VerdictColour = 'green' | 'red' | 'amber';
/** An outcome of a check: a value, never an error. */
export type Verdict = { readonly verdict: VerdictWord; readonly reason: VerdictReason };

/**
 * When several things are wrong, the first of these is said: what makes every other statement meaningless, then signed
 * facts (red), then what the person in front of the verifier can cure at once (a fresh code), then the rest of amber.
 */
const precedence: readonly VerdictReason[] = [
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
];

const colourOfVerdict = { valid: 'green', invalid: 'red', unknown: 'amber' } as const;

/** All reasons, the most telling first. */
export const verdictReasons: readonly VerdictReason[] = precedence;

/** The verdict that belongs to one reason. */
export function createVerdict(reason: VerdictReason): Verdict {
  return { verdict: verdictOfReason[reason], reason };
}

/** The verdict over everything that was found; `ok` when nothing was. */
export function decideVerdict(findings: readonly VerdictReason[]): Verdict {
  return createVerdict(precedence.find((reason) => findings.includes(reason)) ?? 'ok');
}

/** Red: forged, revoked, suspended, expired. Amber: check otherwise. Green: valid (rules.md K1). */
export function decideColour(verdict: Verdict): VerdictColour {
  return colourOfVerdict[verdict.verdict];
}

/** Whether the reason is one of the list; for values that come from outside. */
export function isVerdictReason(value: string): value is VerdictReason {
  return Object.hasOwn(verdictOfReason, value);
}
