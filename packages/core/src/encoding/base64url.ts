import { DomainError } from '../errors.ts';
import { decodePlain, encodePlain, hasZeroUnusedBits } from './plain-base64url.ts';

/** What Node 25+ and new browsers bring; TypeScript's ES2023 library does not know it yet. */
type NativeBase64 = {
  toBase64?: (options: { alphabet: 'base64' | 'base64url'; omitPadding: boolean }) => string;
};
type NativeBase64Constructor = {
  fromBase64?: (text: string, options: { alphabet: 'base64' | 'base64url' }) => Uint8Array;
};

const nativeFromBase64 = (Uint8Array as NativeBase64Constructor).fromBase64?.bind(Uint8Array);

function decodeNative(text: string): Uint8Array | undefined {
  if (nativeFromBase64 === undefined) return decodePlain(text);
  try {
    const bytes = nativeFromBase64(text, { alphabet: 'base64url' });
    // The native decoder skips white space and takes padding; either makes the result shorter than it must be.
    return bytes.length === (text.length * 3) >> 2 ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** @returns base64url without padding (RFC 7515 2) */
export function encodeBase64url(bytes: Uint8Array): string {
  const native = (bytes as NativeBase64).toBase64;
  return native === undefined
    ? encodePlain(bytes)
    : native.call(bytes, { alphabet: 'base64url', omitPadding: true });
}

/**
 * Strict: no padding, no white space, no other alphabet, unused bits zero.
 * @throws malformed
 */
export function decodeBase64url(text: string): Uint8Array {
  const bytes = hasZeroUnusedBits(text) ? decodeNative(text) : undefined;
  if (bytes === undefined) throw new DomainError('malformed', { field: 'base64url' });
  return bytes;
}

/** @returns base64 with padding (RFC 4648 4), as `x5c` and data URLs want it */
export function encodeBase64(bytes: Uint8Array): string {
  const text = encodeBase64url(bytes).replaceAll('-', '+').replaceAll('_', '/');
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

/**
 * Strict base64 with padding (RFC 4648 4).
 * @throws malformed
 */
export function decodeBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0 || /[-_]/.test(text)) throw new DomainError('malformed', { field: 'base64' });
  const bare = text.replace(/={1,2}$/, '');
  return decodeBase64url(bare.replaceAll('+', '-').replaceAll('/', '_'));
}
