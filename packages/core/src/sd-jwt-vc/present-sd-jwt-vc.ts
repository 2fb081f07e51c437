import type { Sha256, SignEs256 } from '../deps.ts';
import { createJwt } from '../encoding/jwt.ts';
import { DomainError } from '../errors.ts';
import { digestText } from './disclosure.ts';
import { parseSdJwtVc } from './parse-sd-jwt-vc.ts';

/** The type of a key binding JWT (RFC 9901 4.3). */
export const keyBindingTyp = 'kb+jwt';

/** What a wallet shows to whom. */
export type PresentationInput = {
  /** The credential as it was issued. */
  readonly sdJwtVc: string;
  /** Names of top-level claims; each of them must be in the credential. */
  readonly disclose: readonly string[];
  /** The verifier's client id with its prefix (OpenID4VP 1.0 B.3.6). */
  readonly aud: string;
  readonly nonce: string;
  /** Epoch seconds. */
  readonly nowAt: number;
};

/**
 * Presents with key binding (RFC 9901 4.3, 7.2): only the chosen disclosures, in the issuer's order, each once.
 * Claims lie flat in our credentials: what lies deeper comes along with its top-level claim.
 * @param deps SHA-256, and ES256 by the key in `cnf`
 * @throws malformed for a credential that is none or has a key binding already; invalid_input for a claim it does not have
 */
export async function presentSdJwtVc(
  input: PresentationInput,
  deps: { readonly sha256: Sha256; readonly sign: SignEs256 },
): Promise<string> {
  const { issuerJwtText, disclosures, keyBindingJwtText } = parseSdJwtVc(input.sdJwtVc);
  if (keyBindingJwtText !== undefined) throw new DomainError('malformed', { field: 'keyBinding' });
  const chosen = disclosures.filter(({ name }) => name !== undefined && input.disclose.includes(name));
  if (chosen.length !== new Set(input.disclose).size) {
    throw new DomainError('invalid_input', { field: 'disclose' });
  }
  const sdJwt = [issuerJwtText, ...chosen.map(({ encoded }) => encoded), ''].join('~');
  const payload = {
    iat: Math.floor(input.nowAt),
    aud: input.aud,
    nonce: input.nonce,
    sd_hash: digestText(sdJwt, deps.sha256),
  };
  return sdJwt + (await createJwt({ alg: 'ES256', typ: keyBindingTyp }, payload, deps.sign));
}
