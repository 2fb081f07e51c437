import type { P256PublicJwk, Sha256, VerifyEs256 } from '../deps.ts';
import { isSameKey } from '../encoding/jwk.ts';
import { DomainError } from '../errors.ts';
import type { SdJwtVcReason } from '../sd-jwt-vc/sd-jwt-reason.ts';
import type { FindIssuerKey, VerifiedSdJwtVc } from '../sd-jwt-vc/verify-sd-jwt-vc.ts';
import { verifySdJwtVc } from '../sd-jwt-vc/verify-sd-jwt-vc.ts';
import { schoolIdVct } from './school-id.ts';
import type { DisclosedSchoolId } from './school-id-claims.ts';
import { parseSchoolIdClaims } from './school-id-claims.ts';

/** Why a wallet does not take what it was given. */
export type HolderRefusal = SdJwtVcReason | 'other_key' | 'other_issuer' | 'status_missing';

/** The outcome. */
export type HolderCheck =
  | { readonly ok: true; readonly card: DisclosedSchoolId; readonly verified: VerifiedSdJwtVc }
  | { readonly ok: false; readonly reason: HolderRefusal };

/**
 * What a wallet checks before it keeps a credential (RFC 9901 7.2; OpenID4VCI 1.0 8.3): signed by the issuer that was asked,
 * of our type, bound to one of this device's keys, with a status, without a key binding, every disclosure in its place.
 * @param input the credential, who was asked, this device's key, and epoch seconds
 */
export async function checkReceivedSchoolId(
  input: {
    readonly sdJwtVc: string;
    readonly issuer: string;
    readonly holderKey: P256PublicJwk;
    readonly findKey: FindIssuerKey | P256PublicJwk;
    readonly nowAt: number;
  },
  deps: { readonly sha256: Sha256; readonly verifyEs256: VerifyEs256 },
): Promise<HolderCheck> {
  const { sdJwtVc, findKey: issuerKey, nowAt } = input;
  const result = await verifySdJwtVc(
    { sdJwtVc, issuerKey, vct: schoolIdVct, keyBinding: 'none', nowAt },
    deps,
  );
  if (!result.ok) return { ok: false, reason: result.reason };
  if (result.iss !== input.issuer) return { ok: false, reason: 'other_issuer' };
  if (!isSameKey(result.holderKey, input.holderKey)) return { ok: false, reason: 'other_key' };
  if (result.status === undefined) return { ok: false, reason: 'status_missing' };
  try {
    const { ok: _, ...verified } = result;
    return { ok: true, card: parseSchoolIdClaims(result.claims), verified };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { ok: false, reason: 'claim_malformed' };
  }
}
