import type { Sha256 } from '../deps.ts';
import { isNumericDate } from '../encoding/jwt.ts';
import { DomainError } from '../errors.ts';
import { parseSdJwtVc } from '../sd-jwt-vc/parse-sd-jwt-vc.ts';
import { processDisclosures } from '../sd-jwt-vc/process-disclosures.ts';
import { SdJwtRefusal } from '../sd-jwt-vc/sd-jwt-reason.ts';
import type { DisclosedSchoolId } from './school-id-claims.ts';
import { parseSchoolIdClaims } from './school-id-claims.ts';

/** A card as its own wallet sees it: everything, also what it may keep to itself. */
export type OwnSchoolId = {
  readonly card: DisclosedSchoolId;
  /** Names of the claims that the wallet can disclose, for the list to tick. */
  readonly disclosableNames: readonly string[];
  readonly issuer: string;
  /** End of this copy, epoch seconds; the card's own end is `card.validUntil` (rules.md V3). */
  readonly expiresAt: number;
};

function readOwn(sdJwtVc: string, sha256: Sha256): OwnSchoolId {
  const { issuerJwt, disclosures } = parseSdJwtVc(sdJwtVc);
  const { claims, disclosedNames } = processDisclosures(issuerJwt.payload, disclosures, sha256);
  const { iss, exp } = claims;
  if (typeof iss !== 'string' || !isNumericDate(exp)) throw new DomainError('malformed', { field: 'claims' });
  return {
    card: parseSchoolIdClaims(claims),
    disclosableNames: disclosedNames,
    issuer: iss,
    expiresAt: exp,
  };
}

/**
 * Reads a credential that this wallet checked when it received it (`checkReceivedSchoolId`). No signature is looked at.
 * @throws malformed when what was stored is no such credential any more
 */
export function readOwnSchoolId(sdJwtVc: string, deps: { readonly sha256: Sha256 }): OwnSchoolId {
  try {
    return readOwn(sdJwtVc, deps.sha256);
  } catch (cause) {
    if (cause instanceof SdJwtRefusal) throw new DomainError('malformed', { field: 'credential' }, { cause });
    throw cause;
  }
}
