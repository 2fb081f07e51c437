import { createPublicKey, hash, verify } from 'node:crypto';
import type { P256PublicJwk, Sha256 } from '@mleg/core/deps';

/** Core's crypto arguments on Node: synchronous, because a hop to the thread pool costs more than the work. */

export const sha256: Sha256 = (data) => hash('sha256', data, 'buffer');

/** ES256 verification; false for a key or signature that is malformed. */
export function verifyEs256(key: P256PublicJwk, data: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  try {
    // A fresh object of three members: createPublicKey reads no others, and never a private `d`.
    const jwk = { kty: 'EC', crv: 'P-256', x: key.x, y: key.y };
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    return verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}
