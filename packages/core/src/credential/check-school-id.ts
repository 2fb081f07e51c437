import { warsawDayOf } from '../calendar/warsaw.ts';
import type { Sha256, VerifyEs256 } from '../deps.ts';
import { DomainError } from '../errors.ts';
import type { SdJwtVcReason } from '../sd-jwt-vc/sd-jwt-reason.ts';
import { verdictReasonOf } from '../sd-jwt-vc/sd-jwt-reason.ts';
import type { KeyBindingDemand } from '../sd-jwt-vc/verify-key-binding.ts';
import type { FindIssuerKey, VerifiedSdJwtVc } from '../sd-jwt-vc/verify-sd-jwt-vc.ts';
import { verifySdJwtVc } from '../sd-jwt-vc/verify-sd-jwt-vc.ts';
import type { StatusWord } from '../status-list/status-array.ts';
import type { TrustList, TrustOperator } from '../trust/trust-list.ts';
import { isSchoolCovered, isStatusListOf } from '../trust/trust-list.ts';
import type { Verdict, VerdictReason } from '../verdict/verdict.ts';
import { createVerdict } from '../verdict/verdict.ts';
import { schoolIdVct } from './school-id.ts';
import type { DisclosedSchoolId } from './school-id-claims.ts';
import { parseSchoolIdClaims } from './school-id-claims.ts';

/** What an online check is made against. */
export type CheckSchoolIdInput = {
  readonly presentation: string;
  readonly trustList: TrustList;
  /** `createIssuerKeyFinder` over the same list, kept between checks. */
  readonly findKey: FindIssuerKey;
  readonly keyBinding: KeyBindingDemand;
  /** Epoch seconds. */
  readonly nowAt: number;
  /**
   * The entry of a verified list at this address; asked only for what passed everything else (Token Status List 8.3).
   * `unknown` where no list could be had or the list has no such entry.
   */
  readonly findStatus: (status: {
    readonly uri: string;
    readonly idx: number;
    readonly iss: string;
  }) => Promise<StatusWord> | StatusWord;
};

/** The verdict; `card` only where issuer and holder are proved. */
export type SchoolIdCheck = Verdict & {
  readonly card?: DisclosedSchoolId;
  /** Clause behind a refusal, for the details. */
  readonly clause?: string;
  /**
   * With `stale` and `clock`: whose clock it is, as far as that can be known. A proof is made for this one request, so that one
   * from long before or after it can only come from a phone with a wrong clock.
   */
  readonly wrongClock?: 'holder' | 'either';
};

const wrongClocks: Partial<Record<SdJwtVcReason, 'holder' | 'either'>> = {
  key_binding_ahead: 'holder',
  key_binding_stale: 'holder',
  not_yet_valid: 'either',
};

/** A status in the words of a verdict; a value that we do not know is never green. */
export function verdictReasonOfStatus(status: StatusWord): VerdictReason {
  if (status === 'valid') return 'ok';
  return status === 'unknown' ? 'lists_too_old' : status;
}

/** rules.md V3: where the paper ID's date is disclosed and has not passed, a technical end only asks for a renewal. */
function decideExpired(card: DisclosedSchoolId, nowAt: number): VerdictReason {
  const isPaperValid = card.validUntil !== undefined && warsawDayOf(nowAt) <= card.validUntil;
  return isPaperValid ? 'renewal_due' : 'expired';
}

function tryParse(verified: VerifiedSdJwtVc): DisclosedSchoolId | undefined {
  try {
    return parseSchoolIdClaims(verified.claims);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

async function decideStatus(
  verified: VerifiedSdJwtVc,
  operator: TrustOperator,
  input: CheckSchoolIdInput,
): Promise<VerdictReason> {
  const { status, iss } = verified;
  // Our rulebook: no school ID without a status, and only in its own operator's lists.
  if (status === undefined || !isStatusListOf(operator, status.uri)) return 'malformed';
  return verdictReasonOfStatus(await input.findStatus({ ...status, iss }));
}

/**
 * The whole online check of one school ID: credential, holder, school, paper date, status; the verifier's own rules of
 * design.md 5 included.
 * @returns a value whatever the text is; throws only what a dependency throws
 */
export async function checkSchoolId(
  input: CheckSchoolIdInput,
  deps: { readonly sha256: Sha256; readonly verifyEs256: VerifyEs256 },
): Promise<SchoolIdCheck> {
  const { presentation: sdJwtVc, findKey: issuerKey, keyBinding, nowAt } = input;
  const result = await verifySdJwtVc({ sdJwtVc, issuerKey, vct: schoolIdVct, keyBinding, nowAt }, deps);
  const verified = result.ok ? result : result.verified;
  const clause = result.ok ? {} : { clause: result.clause };
  if (verified === undefined)
    return { ...createVerdict(result.ok ? 'ok' : verdictReasonOf(result.reason)), ...clause };
  const card = tryParse(verified);
  if (card === undefined) return createVerdict('malformed');
  const operator = input.trustList.findByIssuer(verified.iss);
  if (operator === undefined) return createVerdict('untrusted_issuer');
  const shown = { ...card, isDemo: card.isDemo || operator.isDemo };
  if (!isSchoolCovered(operator, card.school?.rspo)) return createVerdict('school_not_covered');
  if (!result.ok) {
    const reason = result.reason === 'expired' ? decideExpired(card, nowAt) : verdictReasonOf(result.reason);
    const { [result.reason]: wrongClock } = wrongClocks;
    return {
      ...createVerdict(reason),
      card: shown,
      ...clause,
      ...(wrongClock === undefined ? {} : { wrongClock }),
    };
  }
  return { ...createVerdict(await decideStatus(verified, operator, input)), card: shown };
}
