import { decodeBase64url } from '@mleg/core/encoding/base64url';
import { jwkThumbprint, parseP256Jwk } from '@mleg/core/encoding/jwk';
import { isNumericDate, parseJwt } from '@mleg/core/encoding/jwt';
import type { JsonValue } from '@mleg/core/encoding/strict-json';
import { isJsonObject } from '@mleg/core/encoding/strict-json';
import { DomainError } from '@mleg/core/errors';
import { sha256, verifyEs256 } from '../../keys/es256.ts';
import type { VerifiedProofs } from '../../service/issuing/issue-credential.ts';
import { OAuthError } from '../kit/oauth-error.ts';

const PROOF_LENGTH_MAX = 4096;
const NONCE_LENGTH_MAX = 128;
/** The nonce says how fresh a proof is; this only refuses a clock that is badly wrong. */
const WINDOW_SECONDS = 300;

export type ProofRules = {
  /** `aud`: the credential issuer identifier. */
  readonly issuer: string;
  readonly nowAt: number;
  /** Most proofs in one request. */
  readonly max: number;
};

/**
 * Verifies the proofs of a credential request (OpenID4VCI 1.0 appendix F.1 and F.4).
 * @param proofs the `proofs` member
 * @throws OAuthError invalid_proof
 */
export function verifyProofs(proofs: JsonValue | undefined, rules: ProofRules): VerifiedProofs {
  if (!isJsonObject(proofs)) refuse('proofs missing');
  const types = Object.keys(proofs);
  const list = proofs['jwt'];
  if (types.length !== 1 || !Array.isArray(list)) refuse('one proof type, jwt');
  if (list.length === 0 || list.length > rules.max) refuse(`one to ${rules.max} proofs`);
  const verified = (list as readonly JsonValue[]).map((proof) => verifyOne(proof, rules));
  const thumbprints = new Set(verified.map((one) => one.text));
  // At most one credential for each key (section 8.3).
  if (thumbprints.size !== verified.length) refuse('one proof for each key');
  return {
    keys: verified.map(({ jwk, text }) => ({ jwk, thumbprint: decodeBase64url(text) })),
    nonces: [...new Set(verified.map((one) => one.nonce))],
  };
}

type VerifiedProof = {
  readonly jwk: VerifiedProofs['keys'][number]['jwk'];
  readonly text: string;
  readonly nonce: string;
};

function verifyOne(proof: JsonValue, rules: ProofRules): VerifiedProof {
  if (typeof proof !== 'string') refuse('a proof is a JWT');
  try {
    return check(proof, rules);
  } catch (cause) {
    if (cause instanceof DomainError) throw new OAuthError('invalid_proof', 'malformed', { cause });
    throw cause;
  }
}

function check(proof: string, rules: ProofRules): VerifiedProof {
  const { header, payload, signedBytes, signature } = parseJwt(proof, PROOF_LENGTH_MAX);
  if (header['typ'] !== 'openid4vci-proof+jwt') refuse('typ');
  if (header['alg'] !== 'ES256') refuse('alg');
  // Exactly one of kid, jwk and x5c; of these we take jwk. We trust no provider of key attestations.
  const others = ['kid', 'x5c', 'key_attestation', 'trust_chain', 'crit'];
  if (others.some((name) => header[name] !== undefined)) refuse('jwk only');
  const jwk = parseP256Jwk(header['jwk']);
  const { aud, iat, nonce } = payload;
  if (aud !== rules.issuer) refuse('aud');
  if (!isNumericDate(iat) || Math.abs(iat - rules.nowAt) > WINDOW_SECONDS) refuse('iat');
  if (typeof nonce !== 'string' || nonce.length === 0 || nonce.length > NONCE_LENGTH_MAX) refuse('nonce');
  if (!verifyEs256(jwk, signedBytes, signature)) refuse('signature');
  return { jwk, text: jwkThumbprint(jwk, sha256), nonce };
}

function refuse(what: string): never {
  throw new OAuthError('invalid_proof', what);
}
