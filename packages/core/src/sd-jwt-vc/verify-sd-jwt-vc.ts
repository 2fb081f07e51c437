import type { MaybePromise, P256PublicJwk, Sha256, VerifyEs256 } from '../deps.ts';
import type { ParsedJwt } from '../encoding/jwt.ts';
import { isNumericDate, parseJwt, parseX5c } from '../encoding/jwt.ts';
import type { JsonObject } from '../encoding/strict-json.ts';
import { isJsonObject } from '../encoding/strict-json.ts';
import { alwaysVisibleClaims, sdJwtVcTyp } from './create-sd-jwt-vc.ts';
import { parseDisclosure } from './disclosure.ts';
import { splitSdJwt } from './parse-sd-jwt-vc.ts';
import { processDisclosures } from './process-disclosures.ts';
import type { SdJwtVcReason } from './sd-jwt-reason.ts';
import { clauseOfReason, refuseUnless, SdJwtRefusal } from './sd-jwt-reason.ts';
import type { KeyBindingDemand } from './verify-key-binding.ts';
import { findKeyBindingTimeReason, readHolderKey, verifyKeyBinding } from './verify-key-binding.ts';

/** What a document says about who signed it. */
export type IssuerClaim = {
  /** Optional beside a certificate (SD-JWT VC 2.2.2.1): then the certificate alone says who it is. */
  readonly iss: string | undefined;
  /** DER of the certificates in the header, leaf first; empty when there are none. */
  readonly x5c: readonly Uint8Array[];
  readonly kid: string | undefined;
  /** Epoch seconds. */
  readonly nowAt: number;
};

/** The key by which the issuer's signature is checked, or why there is none. */
export type IssuerKeyFinding =
  | {
      readonly ok: true;
      readonly key: P256PublicJwk;
      /** Who signed, where the document does not say so itself. */
      readonly iss?: string;
    }
  | { readonly ok: false; readonly reason: 'untrusted_issuer' | 'certificate' | 'certificate_time' };

/** Decides whom a verifier trusts, e.g. `createIssuerKeyFinder` over a trust list. */
export type FindIssuerKey = (claim: IssuerClaim) => MaybePromise<IssuerKeyFinding>;

/** What is checked against what. */
export type VerifySdJwtVcInput = {
  readonly sdJwtVc: string;
  /** The trust decision, or the one key that is expected (a wallet that knows its issuer, tests). */
  readonly issuerKey: FindIssuerKey | P256PublicJwk;
  readonly vct: string;
  /** `none` only for a credential that comes from its issuer; there a key binding is refused (RFC 9901 7.2). */
  readonly keyBinding: KeyBindingDemand | 'none';
  /** Epoch seconds. */
  readonly nowAt: number;
};

/** A credential whose signature and holder are proved. */
export type VerifiedSdJwtVc = {
  /** Clear and disclosed claims, without `_sd` and `_sd_alg`. */
  readonly claims: JsonObject;
  readonly disclosedNames: readonly string[];
  readonly iss: string;
  readonly holderKey: P256PublicJwk;
  /** `status.status_list` (Token Status List 6.2); undefined when the credential has none. */
  readonly status: { readonly idx: number; readonly uri: string } | undefined;
  /** When the holder made the proof, epoch seconds; undefined without key binding. */
  readonly keyBoundAt: number | undefined;
};

/**
 * The outcome. Where only a time is wrong everything else was in order, so that `verified` is there too: a verifier shows
 * whose card has run out.
 */
export type SdJwtVcVerification =
  | ({ readonly ok: true } & VerifiedSdJwtVc)
  | {
      readonly ok: false;
      readonly reason: SdJwtVcReason;
      readonly clause: string;
      readonly verified?: VerifiedSdJwtVc;
    };

type Deps = { readonly sha256: Sha256; readonly verifyEs256: VerifyEs256 };

const skewSeconds = 15;

async function findKey(
  jwt: ParsedJwt,
  iss: string | undefined,
  input: VerifySdJwtVcInput,
): Promise<{ key: P256PublicJwk; iss?: string }> {
  if (typeof input.issuerKey !== 'function') return { key: input.issuerKey };
  const { x5c, kid } = jwt.header;
  const claim: IssuerClaim = {
    iss,
    x5c: refuseUnless(() => parseX5c(x5c), 'malformed'),
    kid: typeof kid === 'string' ? kid : undefined,
    nowAt: input.nowAt,
  };
  const finding = await input.issuerKey(claim);
  if (!finding.ok) throw new SdJwtRefusal(finding.reason);
  return finding;
}

/** RFC 9901 7.1 (1), (2): type, algorithm, key, signature, before anything else is believed. */
async function verifyIssuerJwt(
  text: string,
  input: VerifySdJwtVcInput,
  deps: Deps,
): Promise<{ iss: string; jwt: ParsedJwt }> {
  const jwt = refuseUnless(() => parseJwt(text), 'malformed');
  const { typ, alg } = jwt.header;
  if (typ !== sdJwtVcTyp) throw new SdJwtRefusal('typ');
  if (alg !== 'ES256') throw new SdJwtRefusal('alg');
  const { iss } = jwt.payload;
  if (iss !== undefined && typeof iss !== 'string') throw new SdJwtRefusal('claim_malformed');
  const found = await findKey(jwt, iss, input);
  const issuer = iss ?? found.iss;
  if (issuer === undefined) throw new SdJwtRefusal('claim_malformed');
  if (!(await deps.verifyEs256(found.key, jwt.signedBytes, jwt.signature)))
    throw new SdJwtRefusal('signature');
  return { iss: issuer, jwt };
}

/** Token Status List 6.2: an index of zero or more, and where the list is. */
function readStatus(claims: JsonObject): VerifiedSdJwtVc['status'] {
  const { status } = claims;
  if (status === undefined) return undefined;
  const { status_list: list } = isJsonObject(status) ? status : {};
  const { idx, uri } = isJsonObject(list) ? list : {};
  if (typeof idx !== 'number' || !Number.isSafeInteger(idx) || idx < 0 || typeof uri !== 'string') {
    throw new SdJwtRefusal('claim_malformed');
  }
  return { idx, uri };
}

/** RFC 7519 4.1.4 to 4.1.6 on the processed payload; a credential without an end is refused (negative case N-PRS-035). */
function findTimeReason(claims: JsonObject, nowAt: number): 'expired' | 'not_yet_valid' | undefined {
  const { exp, nbf = 0, iat = 0 } = claims;
  if (exp === undefined) throw new SdJwtRefusal('exp_missing');
  if (!isNumericDate(exp) || !isNumericDate(nbf) || !isNumericDate(iat)) {
    throw new SdJwtRefusal('claim_malformed');
  }
  if (nowAt >= exp) return 'expired';
  return Math.max(nbf, iat) > nowAt + skewSeconds ? 'not_yet_valid' : undefined;
}

type TimeReason = 'expired' | 'not_yet_valid' | 'key_binding_stale' | 'key_binding_ahead' | undefined;

async function verifyAll(
  input: VerifySdJwtVcInput,
  deps: Deps,
): Promise<{ verified: VerifiedSdJwtVc; timeReason: TimeReason }> {
  const { keyBinding, nowAt } = input;
  const split = refuseUnless(() => splitSdJwt(input.sdJwtVc), 'malformed');
  const { iss, jwt } = await verifyIssuerJwt(split.issuerJwtText, input, deps);
  const disclosures = refuseUnless(() => split.disclosureTexts.map(parseDisclosure), 'disclosure_malformed');
  const { claims, disclosedNames } = processDisclosures(jwt.payload, disclosures, deps.sha256);
  if (disclosedNames.some((name) => alwaysVisibleClaims.includes(name))) {
    throw new SdJwtRefusal('claim_not_disclosable');
  }
  const { vct } = claims;
  if (vct !== input.vct) throw new SdJwtRefusal('vct');
  const timeReason = findTimeReason(claims, nowAt);
  const holderKey = readHolderKey(claims);
  const verified = { claims, disclosedNames, iss, holderKey, status: readStatus(claims) };
  if (keyBinding === 'none') {
    if (split.keyBindingJwtText !== undefined) throw new SdJwtRefusal('key_binding_unexpected');
    return { verified: { ...verified, keyBoundAt: undefined }, timeReason };
  }
  const keyBoundAt = await verifyKeyBinding(split, holderKey, keyBinding, deps);
  return {
    verified: { ...verified, keyBoundAt },
    timeReason: timeReason ?? findKeyBindingTimeReason(keyBoundAt, keyBinding, nowAt),
  };
}

/**
 * Checks an SD-JWT VC as RFC 9901 7.1 and 7.3, SD-JWT VC and HAIP 6.1 demand. Its status list is the next step, and only for
 * what passed here (Token Status List 8.3).
 * @returns a value whatever the text is; throws only what a dependency throws
 */
export async function verifySdJwtVc(input: VerifySdJwtVcInput, deps: Deps): Promise<SdJwtVcVerification> {
  try {
    const { verified, timeReason } = await verifyAll(input, deps);
    if (timeReason === undefined) return { ok: true, ...verified };
    return { ok: false, reason: timeReason, clause: clauseOfReason(timeReason), verified };
  } catch (error) {
    if (!(error instanceof SdJwtRefusal)) throw error;
    return { ok: false, reason: error.reason, clause: clauseOfReason(error.reason) };
  }
}
