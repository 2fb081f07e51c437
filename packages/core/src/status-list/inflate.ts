import { DomainError } from '../errors.ts';

/**
 * zlib (RFC 1950, 1951) in plain TypeScript: browsers back to Safari 15.4 have no DecompressionStream, and none stops at a
 * bound by itself. A server uses node:zlib.
 */

type BitReader = { readonly data: Uint8Array; at: number; bits: number; count: number };
/** Canonical Huffman code: how many codes of each length, and the symbols in the order of their codes. */
type Huffman = { readonly counts: Uint16Array; readonly symbols: Uint16Array };
type Output = { bytes: Uint8Array; length: number; readonly lengthMax: number };

const codeLengthMax = 15;
const lengthBases = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
];
const lengthExtras = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceBases = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
];
const distanceExtras = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
const codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const endOfBlock = 256;
/** Longest run of bytes before the Adler-32 sums must be reduced, so that they stay whole numbers. */
const adlerChunk = 3800;

function refuse(field: string): never {
  throw new DomainError('malformed', { field });
}

function readBits(reader: BitReader, count: number): number {
  while (reader.count < count) {
    const byte = reader.data[reader.at];
    if (byte === undefined) refuse('zlib');
    reader.bits |= byte << reader.count;
    reader.at += 1;
    reader.count += 8;
  }
  const value = reader.bits & ((1 << count) - 1);
  reader.bits >>>= count;
  reader.count -= count;
  return value;
}

/** RFC 1951 3.2.2. A set of lengths that promises more codes than there are is refused; so is a table without any code. */
function createHuffman(lengths: readonly number[]): Huffman {
  const counts = new Uint16Array(codeLengthMax + 1);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  const offsets = new Uint16Array(codeLengthMax + 2);
  let free = 1;
  for (let length = 1; length <= codeLengthMax; length += 1) {
    free = free * 2 - (counts[length] ?? 0);
    if (free < 0) refuse('zlib');
    offsets[length + 1] = (offsets[length] ?? 0) + (counts[length] ?? 0);
  }
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => {
    if (length === 0) return;
    const offset = offsets[length] ?? 0;
    symbols[offset] = symbol;
    offsets[length] = offset + 1;
  });
  return { counts, symbols };
}

function readSymbol(reader: BitReader, { counts, symbols }: Huffman): number {
  let code = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= codeLengthMax; length += 1) {
    code |= readBits(reader, 1);
    const count = counts[length] ?? 0;
    if (code - count < first) return symbols[index + (code - first)] ?? refuse('zlib');
    index += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  return refuse('zlib');
}

function reserve(output: Output, count: number): void {
  const needed = output.length + count;
  if (needed > output.lengthMax) refuse('length');
  if (needed <= output.bytes.length) return;
  const grown = new Uint8Array(Math.min(output.lengthMax, Math.max(needed, output.bytes.length * 2)));
  grown.set(output.bytes.subarray(0, output.length));
  output.bytes = grown;
}

function copyBack(output: Output, distance: number, length: number): void {
  if (distance > output.length) refuse('zlib');
  reserve(output, length);
  const { bytes } = output;
  const end = output.length + length;
  // One byte after the other: the run may overlap itself, which is how long runs of one value are written.
  for (let at = output.length; at < end; at += 1) bytes[at] = bytes[at - distance] ?? 0;
  output.length = end;
}

function readStored(reader: BitReader, output: Output): void {
  reader.bits = 0;
  reader.count = 0;
  const length = readBits(reader, 16);
  if ((readBits(reader, 16) ^ 0xffff) !== length) refuse('zlib');
  const from = reader.at;
  if (from + length > reader.data.length) refuse('zlib');
  reserve(output, length);
  output.bytes.set(reader.data.subarray(from, from + length), output.length);
  output.length += length;
  reader.at = from + length;
}

function readCompressed(reader: BitReader, output: Output, literals: Huffman, distances: Huffman): void {
  for (;;) {
    const symbol = readSymbol(reader, literals);
    if (symbol === endOfBlock) return;
    if (symbol < endOfBlock) {
      reserve(output, 1);
      output.bytes[output.length] = symbol;
      output.length += 1;
      continue;
    }
    const code = symbol - 257;
    const length = (lengthBases[code] ?? refuse('zlib')) + readBits(reader, lengthExtras[code] ?? 0);
    const distanceCode = readSymbol(reader, distances);
    const base = distanceBases[distanceCode] ?? refuse('zlib');
    copyBack(output, base + readBits(reader, distanceExtras[distanceCode] ?? 0), length);
  }
}

/** RFC 1951 3.2.7: how often the length of a repeat symbol (16 to 18) is said, and which. */
function readRepeat(
  reader: BitReader,
  symbol: number,
  previous: number | undefined,
): readonly [number, number] {
  if (symbol === 16) return [previous ?? refuse('zlib'), 3 + readBits(reader, 2)];
  return symbol === 17 ? [0, 3 + readBits(reader, 3)] : [0, 11 + readBits(reader, 7)];
}

function readDynamicTables(reader: BitReader): readonly [Huffman, Huffman] {
  const literalCount = readBits(reader, 5) + 257;
  const distanceCount = readBits(reader, 5) + 1;
  const orderCount = readBits(reader, 4) + 4;
  if (literalCount > 286 || distanceCount > 30) refuse('zlib');
  const codeLengths = new Array<number>(19).fill(0);
  for (const position of codeLengthOrder.slice(0, orderCount)) codeLengths[position] = readBits(reader, 3);
  const code = createHuffman(codeLengths);
  const lengths: number[] = [];
  while (lengths.length < literalCount + distanceCount) {
    const symbol = readSymbol(reader, code);
    const [length, times] = symbol < 16 ? [symbol, 1] : readRepeat(reader, symbol, lengths.at(-1));
    for (let time = 0; time < times; time += 1) lengths.push(length);
  }
  if (lengths.length > literalCount + distanceCount) refuse('zlib');
  return [createHuffman(lengths.slice(0, literalCount)), createHuffman(lengths.slice(literalCount))];
}

const fixedLiterals = createHuffman(
  Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
);
const fixedDistances = createHuffman(new Array<number>(30).fill(5));

function readBlocks(reader: BitReader, output: Output): void {
  for (let isLast = false; !isLast; ) {
    isLast = readBits(reader, 1) === 1;
    const type = readBits(reader, 2);
    if (type === 0) readStored(reader, output);
    else if (type === 1) readCompressed(reader, output, fixedLiterals, fixedDistances);
    else if (type === 2) readCompressed(reader, output, ...readDynamicTables(reader));
    else refuse('zlib');
  }
}

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let start = 0; start < bytes.length; start += adlerChunk) {
    for (const byte of bytes.subarray(start, start + adlerChunk)) {
      a += byte;
      b += a;
    }
    a %= 65_521;
    b %= 65_521;
  }
  return b * 65_536 + a;
}

/**
 * Decompresses one zlib stream that ends exactly where the data ends; an `Inflate` for browsers.
 * @throws malformed for anything else, and as soon as the output would pass `lengthMax`
 */
export function inflateZlib(data: Uint8Array, lengthMax: number): Uint8Array {
  const [method = 0, flags = 0] = data;
  // RFC 1950 2.2: deflate, window up to 32 KB, no preset dictionary, header checksum.
  const isHeader =
    (method & 15) === 8 && method >> 4 <= 7 && (method * 256 + flags) % 31 === 0 && (flags & 32) === 0;
  if (data.length < 6 || !isHeader) refuse('zlib');
  const reader: BitReader = { data, at: 2, bits: 0, count: 0 };
  const output: Output = { bytes: new Uint8Array(Math.min(lengthMax, 4096)), length: 0, lengthMax };
  readBlocks(reader, output);
  const bytes = output.bytes.subarray(0, output.length);
  if (reader.at + 4 !== data.length) refuse('zlib');
  const checksum = new DataView(data.buffer, data.byteOffset + reader.at, 4).getUint32(0);
  if (checksum !== adler32(bytes)) refuse('zlib');
  return bytes;
}
