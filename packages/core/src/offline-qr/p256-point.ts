import type { P256PublicJwk } from '../deps.ts';
import { decodeBase64url, encodeBase64url } from '../encoding/base64url.ts';
import { DomainError } from '../errors.ts';

/** A device key as MLEG1 carries it: COSE_Key's x and the sign of y (RFC 9053 7.1.1). */
export type CompressedP256 = { readonly x: Uint8Array; readonly isYOdd: boolean };

const p = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
/** p = 3 (mod 4), so a square root of v is v to the power of (p + 1) / 4. */
const sqrtExponent = (p + 1n) / 4n;

function toBigInt(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

function toBytes(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  let rest = value;
  for (let index = 31; index >= 0; index -= 1) {
    bytes[index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % p;
    square = (square * square) % p;
  }
  return result;
}

function curveSquare(x: bigint): bigint {
  return ((((x * x - 3n) * x + b) % p) + p) % p;
}

/**
 * @param key a public key as JWK
 * @returns x and the sign of y
 * @throws invalid_input when the coordinates are no point of P-256
 */
export function compressP256(key: P256PublicJwk): CompressedP256 {
  const x = decodeBase64url(key.x);
  const y = decodeBase64url(key.y);
  const yValue = toBigInt(y);
  const isPoint =
    x.length === 32 &&
    y.length === 32 &&
    toBigInt(x) < p &&
    yValue < p &&
    (yValue * yValue) % p === curveSquare(toBigInt(x));
  if (!isPoint) throw new DomainError('invalid_input', { field: 'deviceKey' });
  return { x, isYOdd: (yValue & 1n) === 1n };
}

/**
 * The whole point, which WebCrypto wants for an import.
 * @param key 32 bytes of x, and whether y is odd
 * @returns the key as JWK
 * @throws malformed when no point of P-256 has this x
 */
export function decompressP256(key: CompressedP256): P256PublicJwk {
  const x = toBigInt(key.x);
  if (key.x.length !== 32 || x >= p) throw new DomainError('malformed', { field: 'cnf' });
  const square = curveSquare(x);
  const root = power(square, sqrtExponent);
  if ((root * root) % p !== square) throw new DomainError('malformed', { field: 'cnf' });
  // y = 0 has no point of P-256 (its order is odd), so that p - root is always the other root.
  const y = (root & 1n) === (key.isYOdd ? 1n : 0n) ? root : p - root;
  return { kty: 'EC', crv: 'P-256', x: encodeBase64url(key.x), y: encodeBase64url(toBytes(y)) };
}
