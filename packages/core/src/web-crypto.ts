import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import type { P256PublicJwk, Sha256, SignEs256, VerifyEs256 } from './deps.ts';
import { DomainError } from './errors.ts';

/** What browsers give core: SHA-256 without waiting, ES256 by WebCrypto, keys that no script can read. */

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const es256 = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** SHA-256, synchronous: WebCrypto's own is not. */
export const sha256: Sha256 = (data) => nobleSha256(data);

/** ES256 by WebCrypto; false for a key that is no point of the curve. */
export const verifyEs256: VerifyEs256 = async (jwk, data, signature) => {
  try {
    const key = await crypto.subtle.importKey('jwk', jwk, ecdsa, false, ['verify']);
    return await crypto.subtle.verify(es256, key, Uint8Array.from(signature), Uint8Array.from(data));
  } catch {
    return false;
  }
};

/** A key of this device: the private half can be used and stored, never read. */
export type DeviceKey = { readonly privateKey: CryptoKey; readonly jwk: P256PublicJwk };

/**
 * Makes a P-256 key whose private half is not extractable; both may be put into IndexedDB.
 * @throws malformed when the browser gives no public key back
 */
export async function createDeviceKey(): Promise<DeviceKey> {
  const pair = await crypto.subtle.generateKey(ecdsa, false, ['sign', 'verify']);
  const { x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  if (x === undefined || y === undefined) throw new DomainError('malformed', { field: 'jwk' });
  return { privateKey: pair.privateKey, jwk: { kty: 'EC', crv: 'P-256', x, y } };
}

/** Signs with a device key. */
export function signWith(key: CryptoKey): SignEs256 {
  return async (data) => new Uint8Array(await crypto.subtle.sign(es256, key, Uint8Array.from(data)));
}
