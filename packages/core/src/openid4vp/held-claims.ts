import type { Sha256 } from '../deps.ts';
import { parseX5c } from '../encoding/jwt.ts';
import { DomainError } from '../errors.ts';
import { parseSdJwtVc } from '../sd-jwt-vc/parse-sd-jwt-vc.ts';
import { processDisclosures } from '../sd-jwt-vc/process-disclosures.ts';
import { SdJwtRefusal } from '../sd-jwt-vc/sd-jwt-reason.ts';
import { parseLeafCertificate } from '../trust/leaf-certificate.ts';
import type { HeldAuthorities, HeldClaims } from './dcql.ts';

/**
 * All claims of a credential that this wallet checked when it received it, as `matchDcql` wants them.
 * @throws malformed when what was stored is no such credential any more
 */
export function readHeldClaims(sdJwtVc: string, deps: { readonly sha256: Sha256 }): HeldClaims {
  try {
    const { issuerJwt, disclosures } = parseSdJwtVc(sdJwtVc);
    return processDisclosures(issuerJwt.payload, disclosures, deps.sha256).claims;
  } catch (cause) {
    if (cause instanceof SdJwtRefusal) throw new DomainError('malformed', { field: 'credential' }, { cause });
    throw cause;
  }
}

/**
 * The authorities behind a credential that this wallet holds: what the certificates in its header say of who signed them.
 * @throws malformed when what was stored is no such credential any more
 */
export function readHeldAuthorities(sdJwtVc: string): Exclude<HeldAuthorities, 'any'> {
  try {
    const chain = parseX5c(parseSdJwtVc(sdJwtVc).issuerJwt.header['x5c']);
    return { aki: chain.flatMap((der) => parseLeafCertificate(der).authorityKeyId ?? []) };
  } catch (cause) {
    if (cause instanceof SdJwtRefusal) throw new DomainError('malformed', { field: 'credential' }, { cause });
    throw cause;
  }
}
