import type { P256PublicJwk, RandomBytes, Sha256, SignEs256 } from '../deps.ts';
import { encodeBase64 } from '../encoding/base64url.ts';
import { createJwt, encodeJwtPart } from '../encoding/jwt.ts';
import { DomainError } from '../errors.ts';
import { createSalts, digestText, encodeDisclosure } from './disclosure.ts';

/** The media type of the issuer-signed JWT (SD-JWT VC 2.2.1). */
export const sdJwtVcTyp = 'dc+sd-jwt';

/**
 * Claims that stand in the clear in every credential of ours: SD-JWT VC 2.2.2.2 demands it of the first row, RFC 9901 9.7 of
 * what decides validity, our rulebook of the last two. Issuer and verifier refuse a disclosure of one.
 */
export const alwaysVisibleClaims: readonly string[] = [
  ...['iss', 'nbf', 'exp', 'cnf', 'vct', 'vct#integrity', 'aka_vcts', 'status'],
  ...['iat', 'aud', '_sd_alg'],
  ...['demo', 'authority_note'],
];
const reservedNames: readonly string[] = ['_sd', '...', '__proto__'];

/** What everybody sees who sees the credential. Times in epoch seconds. */
export type VisibleClaims = {
  readonly iss: string;
  readonly vct: string;
  readonly iat: number;
  readonly exp: number;
  readonly cnf: { readonly jwk: P256PublicJwk };
  readonly status: { readonly status_list: { readonly idx: number; readonly uri: string } };
  readonly [name: string]: unknown;
};

/** What one credential says. */
export type SdJwtVcContent = {
  /** From `encodeSdJwtVcHeader`; one text for all credentials of a signing key. */
  readonly encodedHeader: string;
  readonly visible: VisibleClaims;
  /** One disclosure each, values of JSON. */
  readonly disclosable: Readonly<Record<string, unknown>>;
  /**
   * How many digests the credential shows: digests of nothing stand in for claims that are missing, where their number
   * would tell something (RFC 9901 4.2.5).
   */
  readonly digestCount: number;
};

type Deps = { readonly randomBytes: RandomBytes; readonly sha256: Sha256; readonly sign: SignEs256 };

/**
 * The protected header, ready for any number of credentials.
 * @param x5c DER of the leaf; the anchor stays out (HAIP 6.1.1)
 * @param kid key id
 */
export function encodeSdJwtVcHeader(x5c: readonly Uint8Array[], kid?: string): string {
  const certificates = x5c.map(encodeBase64);
  return encodeJwtPart({
    alg: 'ES256',
    typ: sdJwtVcTyp,
    ...(kid === undefined ? {} : { kid }),
    ...(certificates.length === 0 ? {} : { x5c: certificates }),
  });
}

function checkNames(content: SdJwtVcContent, names: readonly string[]): void {
  for (const name of names) {
    const isRefused =
      reservedNames.includes(name) ||
      alwaysVisibleClaims.includes(name) ||
      Object.hasOwn(content.visible, name);
    if (isRefused) throw new DomainError('invalid_input', { field: name });
  }
}

/**
 * Mints one SD-JWT VC (RFC 9901 6.1): fresh salts of 128 bits, one disclosure for each claim, digests sorted so that they do
 * not tell the order of the claims (4.2.4.1).
 * @returns the compact form ending in a tilde
 * @throws invalid_input for a name that must not be disclosable or already stands in the clear, and for more claims
 *   than digests
 */
export async function createSdJwtVc(content: SdJwtVcContent, deps: Deps): Promise<string> {
  const names = Object.keys(content.disclosable);
  checkNames(content, names);
  const { digestCount } = content;
  if (names.length > digestCount) throw new DomainError('invalid_input', { field: 'digestCount' });
  const salts = createSalts(digestCount, deps.randomBytes);
  const disclosures = names.map((name, index) =>
    encodeDisclosure(salts[index] ?? '', name, content.disclosable[name]),
  );
  const decoys = salts.slice(names.length);
  const digests = [...disclosures, ...decoys].map((text) => digestText(text, deps.sha256)).sort();
  const payload = { ...content.visible, _sd: digests, _sd_alg: 'sha-256' };
  const jwt = await createJwt(content.encodedHeader, payload, deps.sign);
  return [jwt, ...disclosures, ''].join('~');
}
