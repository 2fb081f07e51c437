import type { P256PublicJwk, SignEs256, VerifyEs256 } from '../deps.ts';
import { parseP256Jwk } from '../encoding/jwk.ts';
import { createJwt, isNumericDate, type ParsedJwt, parseJwt } from '../encoding/jwt.ts';
import { ProtocolError } from './protocol-error.ts';

const proofType = 'openid4vci-proof+jwt';
const proofLengthMax = 8_192;
const ageSecondsMax = 300;
const aheadSecondsMax = 60;

export type VerifiedProof = {
  readonly key: P256PublicJwk;
  /** As sent; whether it is ours, fresh and unused is for the caller (then `invalid_nonce`). */
  readonly nonce: string;
};

/**
 * Verifies a key proof (OpenID4VCI 1.0 appendix F.1 and F.4): type, algorithm, exactly one way of naming the key,
 * audience, age, nonce, signature by the named key.
 * @param expected `audience`: the credential issuer identifier; `nowAt`: epoch seconds
 * @throws ProtocolError invalid_proof
 */
export async function verifyProofJwt(
  compact: string,
  expected: { readonly audience: string; readonly nowAt: number },
  verify: VerifyEs256,
): Promise<VerifiedProof> {
  const jwt = parse(compact);
  const key = keyOf(jwt);
  const nonce = checkClaims(jwt, expected);
  if (!(await verify(key, jwt.signedBytes, jwt.signature)))
    refuse('the signature is not by the key in the header');
  return { key, nonce };
}

function parse(compact: string): ParsedJwt {
  try {
    return parseJwt(compact, proofLengthMax);
  } catch (cause) {
    throw new ProtocolError('invalid_proof', 'the proof is not a well-formed JWT', { cause });
  }
}

function keyOf(jwt: ParsedJwt): P256PublicJwk {
  const { typ, alg, jwk, kid, x5c, key_attestation: attestation } = jwt.header;
  if (typ !== proofType) refuse(`typ is not ${proofType}`);
  if (alg !== 'ES256') refuse('alg is not ES256');
  if (jwk === undefined || kid !== undefined || x5c !== undefined)
    refuse('the key must be given as jwk and in no other way');
  if (attestation !== undefined) refuse('key attestations are not supported');
  try {
    return parseP256Jwk(jwk);
  } catch (cause) {
    throw new ProtocolError('invalid_proof', 'jwk is not a public P-256 key', { cause });
  }
}

function checkClaims(
  jwt: ParsedJwt,
  expected: { readonly audience: string; readonly nowAt: number },
): string {
  const { iss, aud, iat, nonce } = jwt.payload;
  const audiences = Array.isArray(aud) ? aud : [aud];
  if (audiences.length !== 1 || audiences[0] !== expected.audience)
    refuse('aud is not this credential issuer');
  // Appendix F.1: no client was identified, so that there is none to name.
  if (iss !== undefined && typeof iss !== 'string') refuse('iss is not a text');
  if (!isNumericDate(iat)) refuse('iat is missing');
  if (iat > expected.nowAt + aheadSecondsMax || iat < expected.nowAt - ageSecondsMax)
    throw new ProtocolError('invalid_proof', 'iat is too far from now', { reason: 'clock' });
  if (typeof nonce !== 'string' || nonce === '') refuse('nonce is missing');
  return nonce;
}

function refuse(description: string): never {
  throw new ProtocolError('invalid_proof', description);
}

/**
 * Makes a key proof for an anonymous wallet, which names no `iss` (appendix F.1).
 * @param claims `issuedAt`: epoch seconds
 */
export function createProofJwt(
  key: P256PublicJwk,
  claims: { readonly audience: string; readonly nonce: string; readonly issuedAt: number },
  sign: SignEs256,
): Promise<string> {
  const { kty, crv, x, y } = key;
  return createJwt(
    { typ: proofType, alg: 'ES256', jwk: { kty, crv, x, y } },
    { aud: claims.audience, iat: claims.issuedAt, nonce: claims.nonce },
    sign,
  );
}
