import { DomainError } from '../errors.ts';

/** What Node 25+ and new browsers bring; TypeScript's ES2023 library does not know it yet. */
type NativeBase64 = {
  toBase64?: (options: { alphabet: 'base64' | 'base64url'; omitPadding: boolean }) => string;
};
type NativeBase64Constructor = {
  fromBase64?: (text: string, options: { alphabet: 'base64' | 'base64url' }) => Uint8Array;
};

const urlAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const invalid = 255;
const nativeFromBase64 = (Uint8Array as NativeBase64Constructor).fromBase64?.bind(Uint8Array);

/** ASCII code of a base64url character to its six bits; 255 for any other. */
const values = new Uint8Array(256).fill(invalid);
for (let value = 0; value < 64; value += 1) values[urlAlphabet.charCodeAt(value)] = value;

/** The character codes of the alphabet, for the encoder without native help. */
const codes = Uint8Array.from(urlAlphabet, (character) => character.charCodeAt(0));
const ascii = new TextDecoder();

function encodePlain(bytes: Uint8Array): string {
  const out = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
  let at = 0;
  let bits = 0;
  let bitCount = 0;
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xffff;
    bitCount += 8;
    while (bitCount >= 6) {
      bitCount -= 6;
      out[at] = codes[(bits >> bitCount) & 63] ?? 0;
      at += 1;
    }
  }
  if (bitCount > 0) out[at] = codes[(bits << (6 - bitCount)) & 63] ?? 0;
  return ascii.decode(out);
}

function decodePlain(text: string): Uint8Array | undefined {
  const out = new Uint8Array((text.length * 3) >> 2);
  let at = 0;
  let bits = 0;
  let bitCount = 0;
  for (let index = 0; index < text.length; index += 1) {
    const value = values[text.charCodeAt(index)] ?? invalid;
    if (value === invalid) return undefined;
    bits = ((bits << 6) | value) & 0xffff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    out[at] = bits >> bitCount;
    at += 1;
  }
  return out;
}

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

/** RFC 4648 3.5: bits that the last character has left over must be zero, or one value had several spellings. */
function hasZeroUnusedBits(text: string): boolean {
  const rest = text.length % 4;
  if (rest === 0) return true;
  const last = values[text.charCodeAt(text.length - 1)] ?? invalid;
  return rest !== 1 && (last & (rest === 2 ? 15 : 3)) === 0;
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

/** The two implementations without native help, for tests on engines that have it. */
export const plainBase64url = { encode: encodePlain, decode: decodePlain };
