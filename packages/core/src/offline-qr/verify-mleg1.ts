import { ageOn } from '../calendar/age.ts';
import { warsawDayOf } from '../calendar/warsaw.ts';
import type { Sha256, VerifyEs256 } from '../deps.ts';
import { encodeBase64url } from '../encoding/base64url.ts';
import { DomainError } from '../errors.ts';
import type { TrustList, TrustOperator, TrustSigner } from '../trust/trust-list.ts';
import { isSchoolCovered } from '../trust/trust-list.ts';
import type { Verdict, VerdictReason } from '../verdict/verdict.ts';
import { createVerdict, decideVerdict } from '../verdict/verdict.ts';
import { createProofBytes } from './holder-proof.ts';
import {
  clockToleranceSeconds,
  proofAgeSecondsMax,
  proofAheadSecondsMax,
  statusListAgeSecondsMax,
} from './limits.ts';
import type { ParsedMleg1 } from './mleg1.ts';
import { parseMleg1 } from './mleg1.ts';
import type { OfflineFacts } from './offline-card.ts';

/** One entry of a stored, already verified status list. 0 valid, 1 revoked, 2 suspended (Token Status List 7.1). */
export type OfflineStatus = { readonly value: number; readonly signedAt: number; readonly expiresAt: number };

/** The verifier's stored status lists. */
export type OfflineStatusLists = {
  /** @returns undefined when the list is not stored or has no such index */
  readonly findStatus: (uri: string, index: number) => OfflineStatus | undefined;
};

/** All that a check depends on; no network, no clock of its own. */
export type VerifyMleg1Input = {
  /** The code, or what `parseMleg1` made of it. */
  readonly text: string | ParsedMleg1;
  /** The stored trust list, its signature already verified. */
  readonly trustList: TrustList;
  readonly statusLists: OfflineStatusLists;
  /** Epoch seconds: corrected by a server's time when there is a network, else the device's clock. */
  readonly nowAt: number;
  /** Whether `nowAt` is known to be right. */
  readonly onlineTimeKnown?: boolean;
  /** Strong mode: the nonce that this verifier shows. A code without it is stale. */
  readonly nonce?: Uint8Array;
};

/** One line of "Szczegóły": fine, not fine, or not known. */
export type CheckState = 'ok' | 'failed' | 'unknown';
/** The five lines of the verifier's details. */
export type OfflineChecks = {
  readonly signature: CheckState;
  readonly school: CheckState;
  readonly dates: CheckState;
  readonly status: CheckState;
  readonly holder: CheckState;
};

/** What the verifier may show. Only ever what the issuer signed. */
export type OfflinePresentation = {
  readonly facts: OfflineFacts;
  /** Whole years today in Poland; absent in a discount. */
  readonly age?: number;
  readonly isDemo: boolean;
};

/** The outcome of an offline check. */
export type OfflineVerdict = Verdict & {
  readonly checks: OfflineChecks;
  /** Absent unless issuer and holder are proved: nobody's data is shown on the word of a forged or copied code. */
  readonly presentation?: OfflinePresentation;
  /** When the status list that was used had been signed. */
  readonly statusAt?: number;
  /** How old the code is, seconds; negative when its clock is ahead. */
  readonly proofAgeSeconds?: number;
  /** With reason `clock`: whose clock is wrong, as far as that can be known. */
  readonly wrongClock?: 'holder' | 'verifier' | 'either';
};

type Deps = { readonly sha256: Sha256; readonly verifyEs256: VerifyEs256 };
type StatusFinding = { reasons: VerdictReason[]; state: CheckState; statusAt?: number };

const nothingChecked: OfflineChecks = {
  signature: 'unknown',
  school: 'unknown',
  dates: 'unknown',
  status: 'unknown',
  holder: 'unknown',
};
const statusRevoked = 1;
const statusSuspended = 2;

function refused(reason: VerdictReason, checks: Partial<OfflineChecks> = {}): OfflineVerdict {
  return { ...createVerdict(reason), checks: { ...nothingChecked, ...checks } };
}

function tryParse(text: string): ParsedMleg1 | undefined {
  try {
    return parseMleg1(text);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

/** The operator of a key id; a key whose time on the list is over is as good as not there (N-QR-005). */
function findIssuer(
  kid: Uint8Array,
  { trustList, nowAt }: VerifyMleg1Input,
): { operator: TrustOperator; signer: TrustSigner } | undefined {
  const found = trustList.findByKid(encodeBase64url(kid));
  return found !== undefined && nowAt < found.signer.notAfterAt ? found : undefined;
}

/** rules.md V3: "wygasła" is said by the paper ID's date alone; a technical end only asks for a renewal. */
function findDateReasons(code: ParsedMleg1, nowAt: number): VerdictReason[] {
  if (warsawDayOf(nowAt) > code.credential.facts.validUntil) return ['expired'];
  return nowAt >= code.credential.expiresAt ? ['renewal_due'] : [];
}

/**
 * A revocation is final, so that even an old list proves it; a suspension may have been lifted since, so that an old list
 * proves nothing. A value that we do not know is never green.
 */
function findStatus(code: ParsedMleg1, operator: TrustOperator, input: VerifyMleg1Input): StatusFinding {
  const { listNumber, index } = code.credential.facts.status;
  const status = input.statusLists.findStatus(operator.statusListBase + String(listNumber), index);
  if (status === undefined) return { reasons: ['lists_too_old'], state: 'unknown' };
  const { value, signedAt: statusAt } = status;
  const isOld = input.nowAt >= status.expiresAt || input.nowAt - statusAt > statusListAgeSecondsMax;
  if (value === statusRevoked) return { reasons: ['revoked'], state: 'failed', statusAt };
  if (isOld) return { reasons: ['lists_too_old'], state: 'unknown', statusAt };
  if (value === statusSuspended) return { reasons: ['suspended'], state: 'failed', statusAt };
  if (value !== 0) return { reasons: ['lists_too_old'], state: 'unknown', statusAt };
  return { reasons: [], state: 'ok', statusAt };
}

/**
 * A code from the past may be a picture of a code; a code from the future cannot, so that one of the two clocks is wrong.
 * A verifier that holds a list signed "tomorrow" has the wrong clock itself (security.md F4).
 */
function findTimeFinding(
  code: ParsedMleg1,
  input: VerifyMleg1Input,
  lastSignedAt: number,
): { reason?: VerdictReason; wrongClock?: 'holder' | 'verifier' | 'either' } {
  const age = Math.floor(input.nowAt) - code.proof.proofAt;
  if (!input.onlineTimeKnown && input.nowAt < lastSignedAt - clockToleranceSeconds) {
    return { reason: 'clock', wrongClock: 'verifier' };
  }
  if (age < -proofAheadSecondsMax)
    return { reason: 'clock', wrongClock: input.onlineTimeKnown ? 'holder' : 'either' };
  const isForOther = (input.nonce !== undefined) !== code.proof.hasNonce;
  return age > proofAgeSecondsMax || isForOther ? { reason: 'stale' } : {};
}

/** The holder's signature; undefined when it is over a nonce that this verifier did not show. */
async function checkHolder(
  code: ParsedMleg1,
  input: VerifyMleg1Input,
  deps: Deps,
): Promise<boolean | undefined> {
  const { proof, credential, cwt } = code;
  if (proof.hasNonce && input.nonce === undefined) return undefined;
  const nonce = proof.hasNonce ? input.nonce : undefined;
  const bytes = createProofBytes(cwt, proof.proofAt, deps.sha256, nonce);
  return await deps.verifyEs256(credential.deviceKey, bytes, proof.signature);
}

function createPresentation(
  facts: OfflineFacts,
  operator: TrustOperator,
  nowAt: number,
): OfflinePresentation {
  const isDemo = facts.isDemo || operator.isDemo;
  return facts.variant === 'discount'
    ? { facts, isDemo }
    : { facts, isDemo, age: ageOn(facts.bornOn, warsawDayOf(nowAt)) };
}

type Authenticated = { readonly operator: TrustOperator; readonly holder: boolean | undefined };

/** Both signatures and the school: a verdict when one fails, else the operator and whether the holder was proved. */
async function authenticate(
  code: ParsedMleg1,
  input: VerifyMleg1Input,
  deps: Deps,
): Promise<OfflineVerdict | Authenticated> {
  const { credential } = code;
  const issuer = findIssuer(credential.kid, input);
  if (issuer === undefined) return refused('untrusted_issuer');
  const { operator, signer } = issuer;
  if (!(await deps.verifyEs256(signer.key, credential.signedBytes, credential.signature))) {
    return refused('signature', { signature: 'failed' });
  }
  if (!isSchoolCovered(operator, String(credential.facts.rspo))) {
    return refused('school_not_covered', { signature: 'ok' });
  }
  const holder = await checkHolder(code, input, deps);
  if (holder === false) return refused('holder_proof', { signature: 'ok', school: 'ok', holder: 'failed' });
  return { operator, holder };
}

/** What an authentic code says now: dates, status, age of the proof, age of the lists. */
function evaluate(
  code: ParsedMleg1,
  { operator, holder }: Authenticated,
  input: VerifyMleg1Input,
): OfflineVerdict {
  const status = findStatus(code, operator, input);
  const dates = findDateReasons(code, input.nowAt);
  const time = findTimeFinding(code, input, Math.max(input.trustList.issuedAt, status.statusAt ?? 0));
  const isTrustOld = input.nowAt >= input.trustList.expiresAt;
  const trust: VerdictReason[] = isTrustOld ? ['lists_too_old'] : [];
  const verdict = decideVerdict([
    ...dates,
    ...status.reasons,
    ...(time.reason ? [time.reason] : []),
    ...trust,
  ]);
  const { facts } = code.credential;
  return {
    ...verdict,
    checks: {
      signature: 'ok',
      school: isTrustOld ? 'unknown' : 'ok',
      dates: dates.includes('expired') ? 'failed' : dates.length > 0 ? 'unknown' : 'ok',
      status: status.state,
      holder: time.reason === undefined ? 'ok' : 'unknown',
    },
    ...(holder === true ? { presentation: createPresentation(facts, operator, input.nowAt) } : {}),
    ...(status.statusAt === undefined ? {} : { statusAt: status.statusAt }),
    proofAgeSeconds: Math.floor(input.nowAt) - code.proof.proofAt,
    ...(verdict.reason === 'clock' && time.wrongClock !== undefined ? { wrongClock: time.wrongClock } : {}),
  };
}

/**
 * Checks one code against the lists that the verifier stores, without a network.
 * @returns a verdict whatever the text is; throws only what a dependency throws
 */
export async function verifyMleg1(input: VerifyMleg1Input, deps: Deps): Promise<OfflineVerdict> {
  const code = typeof input.text === 'string' ? tryParse(input.text) : input.text;
  if (code === undefined) return refused('malformed');
  const found = await authenticate(code, input, deps);
  return 'verdict' in found ? found : evaluate(code, found, input);
}
