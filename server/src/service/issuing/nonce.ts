import { hash, timingSafeEqual } from 'node:crypto';
import { randomBytes } from '../../keys/random.ts';
import type { Vault } from '../../keys/vault.ts';

/**
 * c_nonce (OpenID4VCI 1.0 section 7) without a store: expiry (4) || random (16) || HMAC (16), base64url. That it is
 * used once is seen to by the credential step, which keeps its hash until it expires.
 */
const NONCE_SECONDS = 300;
const RANDOM_BYTES = 16;
const BODY_BYTES = 4 + RANDOM_BYTES;
const MAC_BYTES = 16;
const TEXT = /^[A-Za-z0-9_-]{48}$/;

/** A fresh c_nonce. */
export function createNonce(vault: Vault, nowAt: number): string {
  const body = Buffer.allocUnsafe(BODY_BYTES);
  body.writeUInt32BE(nowAt + NONCE_SECONDS, 0);
  randomBytes(RANDOM_BYTES).copy(body, 4);
  return Buffer.concat([body, vault.mac('nonce', body).subarray(0, MAC_BYTES)]).toString('base64url');
}

export type AcceptedNonce = { readonly hash: Buffer; readonly expiresAt: number };

/** What the credential step keeps of a nonce; undefined when it is not ours or has expired. */
export function acceptNonce(vault: Vault, nonce: string, nowAt: number): AcceptedNonce | undefined {
  if (!TEXT.test(nonce)) return undefined;
  const bytes = Buffer.from(nonce, 'base64url');
  const body = bytes.subarray(0, BODY_BYTES);
  if (!timingSafeEqual(bytes.subarray(BODY_BYTES), vault.mac('nonce', body).subarray(0, MAC_BYTES)))
    return undefined;
  const expiresAt = body.readUInt32BE(0);
  if (expiresAt <= nowAt) return undefined;
  return { hash: hash('sha256', body, 'buffer'), expiresAt };
}
