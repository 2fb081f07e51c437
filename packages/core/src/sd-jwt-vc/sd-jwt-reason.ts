import { DomainError } from '../errors.ts';
import type { VerdictReason } from '../verdict/verdict.ts';

type ReasonFacts = { readonly clause: string; readonly verdict: VerdictReason };

/** Every way a presentation can fail: the clause that is broken, and what a verifier's screen says of it. */
const factsOfReason = {
  malformed: { clause: 'RFC 9901 4', verdict: 'malformed' },
  typ: { clause: 'SD-JWT VC 2.2.1', verdict: 'malformed' },
  alg: { clause: 'RFC 9901 7.1 (2)', verdict: 'signature' },
  untrusted_issuer: { clause: 'SD-JWT VC 2.5', verdict: 'untrusted_issuer' },
  certificate: { clause: 'RFC 5280 6.1', verdict: 'signature' },
  certificate_time: { clause: 'RFC 5280 6.1.3 (a)(2)', verdict: 'untrusted_issuer' },
  signature: { clause: 'RFC 9901 7.1 (2)', verdict: 'signature' },
  sd_alg: { clause: 'RFC 9901 4.1.1', verdict: 'malformed' },
  digest_malformed: { clause: 'RFC 9901 7.1 (3)', verdict: 'malformed' },
  digest_repeated: { clause: 'RFC 9901 7.1 (4)', verdict: 'malformed' },
  disclosure_malformed: { clause: 'RFC 9901 7.1 (3)', verdict: 'malformed' },
  disclosure_name: { clause: 'RFC 9901 7.1 (3.c.ii.3)', verdict: 'malformed' },
  disclosure_collision: { clause: 'RFC 9901 7.1 (3.c.ii.3)', verdict: 'malformed' },
  disclosure_repeated: { clause: 'RFC 9901 4', verdict: 'malformed' },
  disclosure_unreferenced: { clause: 'RFC 9901 7.1 (5)', verdict: 'malformed' },
  claim_not_disclosable: { clause: 'SD-JWT VC 2.2.2.2', verdict: 'malformed' },
  claim_malformed: { clause: 'SD-JWT VC 2.2.2.2', verdict: 'malformed' },
  vct: { clause: 'SD-JWT VC 2.2.2.1', verdict: 'malformed' },
  exp_missing: { clause: 'RFC 9901 7.1 (7)', verdict: 'malformed' },
  expired: { clause: 'RFC 7519 4.1.4', verdict: 'expired' },
  not_yet_valid: { clause: 'RFC 7519 4.1.5', verdict: 'clock' },
  key_binding_missing: { clause: 'RFC 9901 7.3 (1)', verdict: 'holder_proof' },
  key_binding_unexpected: { clause: 'RFC 9901 7.2', verdict: 'malformed' },
  key_binding_malformed: { clause: 'RFC 9901 7.3 (5)', verdict: 'holder_proof' },
  key_binding_typ: { clause: 'RFC 9901 7.3 (5.c)', verdict: 'holder_proof' },
  key_binding_alg: { clause: 'RFC 9901 7.3 (5.b)', verdict: 'holder_proof' },
  key_binding_key: { clause: 'RFC 9901 7.3 (4)', verdict: 'holder_proof' },
  key_binding_signature: { clause: 'RFC 9901 7.3 (5.b)', verdict: 'holder_proof' },
  key_binding_audience: { clause: 'RFC 9901 7.3 (5.e)', verdict: 'holder_proof' },
  key_binding_nonce: { clause: 'RFC 9901 7.3 (5.e)', verdict: 'holder_proof' },
  key_binding_hash: { clause: 'RFC 9901 7.3 (5.f)', verdict: 'holder_proof' },
  key_binding_stale: { clause: 'RFC 9901 7.3 (5.d)', verdict: 'stale' },
  key_binding_ahead: { clause: 'RFC 9901 7.3 (5.d)', verdict: 'clock' },
} as const satisfies Record<string, ReasonFacts>;

/** Why an SD-JWT VC was refused. */
export type SdJwtVcReason = keyof typeof factsOfReason;

/** The clause that the refused document breaks. */
export function clauseOfReason(reason: SdJwtVcReason): string {
  return factsOfReason[reason].clause;
}

/** The refusal in the one list of reasons that people and the check API see. */
export function verdictReasonOf(reason: SdJwtVcReason): VerdictReason {
  return factsOfReason[reason].verdict;
}

/** Inside this folder: ends a verification; the folder's public functions turn it into a value. */
export class SdJwtRefusal extends Error {
  readonly reason: SdJwtVcReason;

  constructor(reason: SdJwtVcReason, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'SdJwtRefusal';
    this.reason = reason;
  }
}

/** Runs a parser whose `malformed` means this reason. */
export function refuseUnless<T>(parse: () => T, reason: SdJwtVcReason): T {
  try {
    return parse();
  } catch (cause) {
    if (!(cause instanceof DomainError)) throw cause;
    throw new SdJwtRefusal(reason, { cause });
  }
}
