import type { P256PublicJwk, SignEs256, VerifyEs256 } from '../deps.ts';
import { parseP256Jwk } from '../encoding/jwk.ts';
import { createJwt, isNumericDate, parseJwt } from '../encoding/jwt.ts';
import { isJsonObject, parseStrictJsonObject } from '../encoding/strict-json.ts';
import { ProtocolError } from './protocol-error.ts';

/**
 * „This phone has removed the ID”, signed by the key that the ID was bound to. It outlives the access token, so that an ID that
 * was removed without a network is told of later. Sent twice it says the same, so nothing is lost when it is seen by others.
 */

const proofTyp = 'mleg-removal+jwt';
const proofLengthMax = 4_096;
const uriLengthMax = 512;

/** What a removal names: one copy's status entry, and the school whose ID it is. */
export type RemovalClaims = {
  readonly status: { readonly uri: string; readonly idx: number };
  readonly rspo: string;
};

export type VerifiedRemoval = RemovalClaims & { readonly key: P256PublicJwk };

/**
 * Makes the proof.
 * @param key the copy's `cnf.jwk`
 * @param claims `audience`: the credential issuer identifier; `issuedAt`: epoch seconds
 */
export function createRemovalProof(
  key: P256PublicJwk,
  claims: RemovalClaims & { readonly audience: string; readonly issuedAt: number },
  sign: SignEs256,
): Promise<string> {
  const { kty, crv, x, y } = key;
  const { audience, issuedAt, status, rspo } = claims;
  return createJwt(
    { typ: proofTyp, alg: 'ES256', jwk: { kty, crv, x, y } },
    { aud: audience, iat: issuedAt, status_list: { uri: status.uri, idx: status.idx }, rspo },
    sign,
  );
}

function refuse(description: string, cause?: unknown): never {
  throw new ProtocolError('invalid_proof', description, { cause });
}

/** Reads the body `{proof}`. @throws ProtocolError invalid_request */
export function parseRemovalRequest(body: string | Uint8Array): string {
  try {
    const { proof } = parseStrictJsonObject(body);
    if (typeof proof === 'string') return proof;
  } catch (cause) {
    throw new ProtocolError('invalid_request', 'the body is not a JSON object with unique members', {
      cause,
    });
  }
  throw new ProtocolError('invalid_request', 'proof is missing');
}

/**
 * Verifies a proof: type, algorithm, this issuer, signature by the named key. How old it is does not matter: what it says is
 * final.
 * @throws ProtocolError invalid_proof
 */
export async function verifyRemovalProof(
  compact: string,
  audience: string,
  verify: VerifyEs256,
): Promise<VerifiedRemoval> {
  try {
    const jwt = parseJwt(compact, proofLengthMax);
    const { typ, alg, jwk } = jwt.header;
    const { aud, iat, status_list: list, rspo } = jwt.payload;
    if (typ !== proofTyp || alg !== 'ES256') return refuse('typ or alg is another one');
    if (aud !== audience || !isNumericDate(iat))
      return refuse('aud is not this credential issuer, or iat is missing');
    const { uri, idx } = isJsonObject(list) ? list : {};
    const isEntry = typeof uri === 'string' && uri.length <= uriLengthMax && Number.isSafeInteger(idx);
    if (!isEntry || typeof rspo !== 'string' || !/^\d{1,10}$/.test(rspo))
      return refuse('no status entry or school');
    const key = parseP256Jwk(jwk);
    if (!(await verify(key, jwt.signedBytes, jwt.signature)))
      return refuse('the signature is not by the key in the header');
    return { key, status: { uri, idx: idx as number }, rspo };
  } catch (cause) {
    if (cause instanceof ProtocolError) throw cause;
    return refuse('the proof is not a well-formed JWT', cause);
  }
}
