import { DomainError } from '../errors.ts';

/** RFC 9285: the characters of a QR code's alphanumeric mode. */
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const values = new Map(Array.from(alphabet, (character, value) => [character, value]));

function digitsOf(value: number, count: number): string {
  let text = '';
  for (let digit = 0, rest = value; digit < count; digit += 1, rest = Math.floor(rest / 45)) {
    text += alphabet.charAt(rest % 45);
  }
  return text;
}

/** @returns three characters for two bytes, two for a last single one (RFC 9285 4) */
export function encodeBase45(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 2) {
    const [first = 0, second] = bytes.subarray(index, index + 2);
    text += second === undefined ? digitsOf(first, 2) : digitsOf(first * 256 + second, 3);
  }
  return text;
}

function readGroup(text: string, valueMax: number): number {
  let value = 0;
  for (let index = text.length - 1; index >= 0; index -= 1) {
    const digit = values.get(text.charAt(index));
    if (digit === undefined) throw new DomainError('malformed', { field: 'base45' });
    value = value * 45 + digit;
  }
  // RFC 9285 4.3: a group that says more than its bytes can hold.
  if (value > valueMax) throw new DomainError('malformed', { field: 'base45' });
  return value;
}

/**
 * Strict: upper case only, no lone character, no group beyond its bytes.
 * @throws malformed
 */
export function decodeBase45(text: string): Uint8Array {
  const rest = text.length % 3;
  if (rest === 1) throw new DomainError('malformed', { field: 'base45' });
  const bytes = new Uint8Array(Math.floor(text.length / 3) * 2 + (rest === 2 ? 1 : 0));
  let at = 0;
  for (let index = 0; index + 3 <= text.length; index += 3) {
    const value = readGroup(text.slice(index, index + 3), 0xffff);
    bytes[at] = value >> 8;
    bytes[at + 1] = value & 0xff;
    at += 2;
  }
  if (rest === 2) bytes[at] = readGroup(text.slice(-2), 0xff);
  return bytes;
}
