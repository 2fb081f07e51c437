import type { P256PublicJwk, Sha256 } from '../deps.ts';
import { DomainError } from '../errors.ts';
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import { encodeUtf8 } from './bytes.ts';
import type { JsonValue } from './strict-json.ts';
import { isJsonObject } from './strict-json.ts';

const coordinateBytes = 32;
const kidBytes = 8;

function isCoordinate(value: JsonValue | undefined): value is string {
  return (
    typeof value === 'string' && value.length === 43 && decodeBase64url(value).length === coordinateBytes
  );
}

/**
 * A public P-256 key from JSON (RFC 7518 6.2.1). Whether the point is on the curve is seen when the key is used.
 * @throws malformed, also for a private key: `d` has no business where a public key is expected
 */
export function parseP256Jwk(value: JsonValue | undefined): P256PublicJwk {
  if (!isJsonObject(value)) throw new DomainError('malformed', { field: 'jwk' });
  const { kty, crv, x, y, d } = value;
  if (kty !== 'EC' || crv !== 'P-256' || d !== undefined || !isCoordinate(x) || !isCoordinate(y)) {
    throw new DomainError('malformed', { field: 'jwk' });
  }
  return { kty, crv, x, y };
}

function hashThumbprintInput(key: P256PublicJwk, sha256: Sha256): Uint8Array {
  return sha256(encodeUtf8(`{"crv":"P-256","kty":"EC","x":"${key.x}","y":"${key.y}"}`));
}

/** SHA-256 JWK thumbprint (RFC 7638 3), base64url. */
export function jwkThumbprint(key: P256PublicJwk, sha256: Sha256): string {
  return encodeBase64url(hashThumbprintInput(key, sha256));
}

/** Our key id: the first 8 bytes of the thumbprint, as bytes for CBOR. */
export function kidBytesOf(key: P256PublicJwk, sha256: Sha256): Uint8Array {
  return hashThumbprintInput(key, sha256).slice(0, kidBytes);
}

/** Our key id as text: base64url of the first 8 bytes of the thumbprint (11 characters). */
export function kidOf(key: P256PublicJwk, sha256: Sha256): string {
  return encodeBase64url(kidBytesOf(key, sha256));
}

/** Whether both are the same public key. */
export function isSameKey(a: P256PublicJwk, b: P256PublicJwk): boolean {
  return a.x === b.x && a.y === b.y;
}
