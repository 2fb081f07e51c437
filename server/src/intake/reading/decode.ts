import type { ImportReport } from '@mleg/contract/pupil';
import { DomainError } from '@mleg/core/errors';
import { countOddSpots } from '@mleg/core/person/name-letters';

export type Encoding = ImportReport['encoding'];
export type Decoded = { readonly encoding: Encoding; readonly text: string };

/** So many bytes tell UTF-16 without a mark. */
const SAMPLE_BYTES = 4096;

/**
 * Reads bytes as the text that they are: UTF-8, UTF-16, Windows-1250 or ISO-8859-2. Which of the last two decides the
 * letters: a reading that puts signs into words is not the right one (rules.md I1b).
 * @throws DomainError file_unreadable: not_text, or encoding_wrong where no reading is without doubt
 */
export function decode(bytes: Uint8Array): Decoded {
  const wide = wideEncoding(bytes);
  if (wide) return { encoding: wide, text: decodeWide(bytes, wide) };
  if (bytes.includes(0)) throw new DomainError('file_unreadable', { reason: 'not_text' });
  const text = decodeStrictly(bytes);
  if (text !== undefined) return { encoding: 'utf-8', text };
  return decodeOneByte(bytes);
}

function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const zeros = [0, 0];
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const half = sample.length / 2;
  if (odd > half * 0.6 && even < half * 0.05) return 'utf-16le';
  if (even > half * 0.6 && odd < half * 0.05) return 'utf-16be';
  return undefined;
}

function decodeWide(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): string {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch (cause) {
    throw new DomainError('file_unreadable', { reason: 'encoding_wrong' }, { cause });
  }
  throw new DomainError('file_unreadable', { reason: 'not_text' });
}

function decodeStrictly(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const POLISH = 'ąćęłńóśźżĄĆĘŁŃÓŚŹŻ';
/** Where DOS kept the Polish letters, in the order of the line above. */
const DOS_PAGES = ['a586a988e4a298abbea48fa89de3e0978dbd', '868d9192a4a29ea6a78f95909ca5a398a0a1'].map(
  (page) => new Map([...Buffer.from(page, 'hex')].map((byte, at) => [byte, POLISH[at] ?? ''])),
);

/**
 * A text with few letters of its own looks well under a wrong page: where a DOS page makes every one of them a Polish
 * letter and this reading does not, or puts small ones first, it is not this one.
 */
function isRatherDos(bytes: Uint8Array, text: string): boolean {
  const high = new Set(bytes.filter((byte) => byte >= 0x80));
  if (high.size === 0) return false;
  const isPolish = [...text].every((letter) => letter < '\u0080' || POLISH.includes(letter));
  return DOS_PAGES.some((page) => {
    if (![...high].every((byte) => page.has(byte))) return false;
    return !isPolish || (hasSmallFirst(text) && !hasSmallFirst(readDos(bytes, page)));
  });
}

function hasSmallFirst(text: string): boolean {
  return /(?<!\p{L})[ąćęłńóśźż]\p{Ll}{2}|\p{Ll}[ĄĆĘŁŃÓŚŹŻ]/u.test(text);
}

function readDos(bytes: Uint8Array, page: ReadonlyMap<number, string>): string {
  return Array.from(bytes, (byte) => page.get(byte) ?? String.fromCharCode(byte)).join('');
}

/** DOS pages and broken UTF-8 put signs into words under both readings: they are refused. */
function decodeOneByte(bytes: Uint8Array): Decoded {
  const readings = (['windows-1250', 'iso-8859-2'] as const).map((encoding) => {
    const text = new TextDecoder(encoding).decode(bytes);
    return { encoding, text, odd: countOddSpots(text) };
  });
  const best = readings.find(({ odd }) => odd === 0);
  if (!best || isRatherDos(bytes, best.text))
    throw new DomainError('file_unreadable', { reason: 'encoding_wrong' });
  return { encoding: best.encoding, text: best.text };
}
