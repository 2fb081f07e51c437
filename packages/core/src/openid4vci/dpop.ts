import type { P256PublicJwk, Sha256, VerifyEs256 } from '../deps.ts';
import { encodeBase64url } from '../encoding/base64url.ts';
import { encodeUtf8 } from '../encoding/bytes.ts';
import { jwkThumbprint, parseP256Jwk } from '../encoding/jwk.ts';
import { isNumericDate, type ParsedJwt, parseJwt } from '../encoding/jwt.ts';
import { ProtocolError } from './protocol-error.ts';

const proofLengthMax = 4_096;
const ageSecondsMax = 300;
const aheadSecondsMax = 60;
const jtiLengthMax = 256;

/** A verified DPoP proof: thumbprint of its key (RFC 7638) and its identifier, which must not come twice. */
export type VerifiedDpopProof = { readonly jkt: string; readonly jti: string };

/**
 * Verifies a DPoP proof (RFC 9449 4.3), but for its single use.
 * @param expected `accessToken` where the proof goes with one: then `ath` must be its hash
 * @throws ProtocolError invalid_dpop_proof
 */
export async function verifyDpopProof(
  compact: string,
  expected: {
    readonly method: string;
    /** Without query and fragment. */
    readonly url: string;
    readonly accessToken: string | undefined;
    readonly nowAt: number;
  },
  deps: { readonly verify: VerifyEs256; readonly sha256: Sha256 },
): Promise<VerifiedDpopProof> {
  const jwt = parse(compact);
  const key = keyOf(jwt);
  const { htm, htu, iat, jti, ath } = jwt.payload;
  if (htm !== expected.method) refuse('htm is not the method');
  if (typeof htu !== 'string' || withoutQuery(htu) !== expected.url) refuse('htu is not the address');
  if (!isNumericDate(iat)) refuse('iat is missing');
  if (iat > expected.nowAt + aheadSecondsMax || iat < expected.nowAt - ageSecondsMax)
    refuse('iat is too far from now');
  if (typeof jti !== 'string' || jti === '' || jti.length > jtiLengthMax)
    refuse('jti is missing or too long');
  const { accessToken } = expected;
  if (accessToken !== undefined && ath !== encodeBase64url(deps.sha256(encodeUtf8(accessToken)))) {
    refuse('ath is not the hash of the access token');
  }
  if (!(await deps.verify(key, jwt.signedBytes, jwt.signature)))
    refuse('the signature is not by the key in the header');
  return { jkt: jwkThumbprint(key, deps.sha256), jti };
}

function parse(compact: string): ParsedJwt {
  try {
    return parseJwt(compact, proofLengthMax);
  } catch (cause) {
    throw new ProtocolError('invalid_dpop_proof', 'the proof is not a well-formed JWT', { cause });
  }
}

function keyOf(jwt: ParsedJwt): P256PublicJwk {
  if (jwt.header['typ'] !== 'dpop+jwt') refuse('typ is not dpop+jwt');
  if (jwt.header['alg'] !== 'ES256') refuse('alg is not ES256');
  try {
    return parseP256Jwk(jwt.header['jwk']);
  } catch (cause) {
    throw new ProtocolError('invalid_dpop_proof', 'jwk is not a public P-256 key', { cause });
  }
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, '');
}

function refuse(description: string): never {
  throw new ProtocolError('invalid_dpop_proof', description);
}
