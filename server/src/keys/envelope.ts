import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

/**
 * Envelope: version (1) || nonce (12) || AES-256-GCM ciphertext || tag (16). The additional data names the place, so
 * that a ciphertext moved to another row, column or school does not open.
 */
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Where a sealed value stands. `row` is the row's id within the school. */
export type SealedPlace = { readonly table: string; readonly column: string; readonly row: string };

/** Seals bytes for one place under a 256-bit key. */
export function seal(key: KeyObject, place: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(place));
  const head = Buffer.allocUnsafe(1 + NONCE_BYTES);
  head[0] = VERSION;
  nonce.copy(head, 1);
  return Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Opens an envelope.
 * @throws Error when it was made with another key, for another place, or was altered
 */
export function open(key: KeyObject, place: string, sealed: Uint8Array): Buffer {
  if (sealed.length < 1 + NONCE_BYTES + TAG_BYTES || sealed[0] !== VERSION) {
    throw new Error('not an envelope of a known version');
  }
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plain = decipher.update(sealed.subarray(1 + NONCE_BYTES, sealed.length - TAG_BYTES));
  decipher.final();
  return plain;
}
