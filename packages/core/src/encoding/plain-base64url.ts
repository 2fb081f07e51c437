/** base64url without native help: Safari 15.4 to 18.1 and Chrome before 140 have none. */

const urlAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const invalid = 255;

/** ASCII code of a base64url character to its six bits; 255 for any other. */
const values = new Uint8Array(256).fill(invalid);
for (let value = 0; value < 64; value += 1) values[urlAlphabet.charCodeAt(value)] = value;

/** The character codes of the alphabet, for the encoder without native help. */
const codes = Uint8Array.from(urlAlphabet, (character) => character.charCodeAt(0));
const ascii = new TextDecoder();

/** @returns base64url without padding (RFC 7515 2) */
export function encodePlain(bytes: Uint8Array): string {
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

/** @returns undefined where a character is none of the alphabet; says nothing of unused bits */
export function decodePlain(text: string): Uint8Array | undefined {
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

/** RFC 4648 3.5: bits that the last character has left over must be zero, or one value had several spellings. */
export function hasZeroUnusedBits(text: string): boolean {
  const rest = text.length % 4;
  if (rest === 0) return true;
  const last = values[text.charCodeAt(text.length - 1)] ?? invalid;
  return rest !== 1 && (last & (rest === 2 ? 15 : 3)) === 0;
}
