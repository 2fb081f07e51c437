import { readTurn } from './exif-turn.ts';
import { type ImageHeader, photoFault } from './image-header.ts';

/** „RIFF”, length, „WEBP”. */
const HEAD = 12;
const CHUNK_HEAD = 8;
/** No picture of a phone has as many parts. */
const CHUNKS_MAX = 64;
/** Flags of VP8X (RFC 9649 section 2.7.1): what the file says that it carries. */
const FLAGS = { icc: 0x20, alpha: 0x10, animation: 0x02 } as const;
/** A decoder holds the picture and its planes. */
const BYTES_A_PIXEL = 6;

type Chunk = { readonly type: string; readonly data: Uint8Array; readonly whole: Uint8Array };
type Size = { readonly width: number; readonly height: number };

/**
 * Walks through a WebP's chunks (RFC 9649) without decoding a pixel. The size is the coded picture's own; a canvas of another size
 * is a lie.
 * @throws DomainError photo_unreadable (`truncated`, `damaged`, `unsupported_kind` for what moves)
 */
export function readWebpHeader(bytes: Uint8Array): ImageHeader {
  const chunks = chunksOf(bytes);
  const extended = chunks.find(({ type }) => type === 'VP8X');
  const coded = chunks.find(({ type }) => type === 'VP8 ' || type === 'VP8L');
  if (chunks.some(({ type }) => type === 'ANIM' || type === 'ANMF')) throw photoFault('unsupported_kind');
  if (coded === undefined) throw photoFault('damaged');
  const { width, height } = sizeOf(coded);
  if (extended !== undefined) refuseOtherCanvas(extended, { width, height });
  const exif = chunks.find(({ type }) => type === 'EXIF')?.data;
  const memory = width * height * BYTES_A_PIXEL;
  return {
    ...{ width, height, memory, passes: 1, isPlausible: true },
    orientation: exif === undefined ? 1 : readTurn(withoutName(exif)),
    clean: rebuild(chunks, extended, coded),
  };
}

function chunksOf(bytes: Uint8Array): Chunk[] {
  if (bytes.length < HEAD + CHUNK_HEAD) throw photoFault('truncated');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = view.getUint32(4, true) + CHUNK_HEAD;
  if (end > bytes.length) throw photoFault('truncated');
  const chunks: Chunk[] = [];
  for (let at = HEAD; at + CHUNK_HEAD <= end; ) {
    const length = view.getUint32(at + 4, true);
    const next = at + CHUNK_HEAD + length + (length % 2);
    if (at + CHUNK_HEAD + length > end || chunks.length >= CHUNKS_MAX) throw photoFault('damaged');
    const type = String.fromCharCode(...bytes.subarray(at, at + 4));
    const data = bytes.subarray(at + CHUNK_HEAD, at + CHUNK_HEAD + length);
    chunks.push({ type, data, whole: bytes.subarray(at, Math.min(next, bytes.length)) });
    at = next;
  }
  return chunks;
}

/** RFC 6386 section 9.1 for the lossy one, RFC 9649 section 3.4 for the lossless one. */
function sizeOf({ type, data }: Chunk): Size {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  if (type === 'VP8L') {
    if (data.length < 5 || data[0] !== 0x2f) throw photoFault('damaged');
    const bits = view.getUint32(1, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  const isKeyFrame = data.length >= 10 && ((data[0] ?? 1) & 1) === 0;
  if (!isKeyFrame || data[3] !== 0x9d || data[4] !== 0x01 || data[5] !== 0x2a) throw photoFault('damaged');
  return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
}

function refuseOtherCanvas({ data }: Chunk, { width, height }: Size): void {
  if (data.length < 10 || ((data[0] ?? 0) & FLAGS.animation) !== 0) throw photoFault('unsupported_kind');
  const side = (at: number): number =>
    1 + (data[at] ?? 0) + ((data[at + 1] ?? 0) << 8) + ((data[at + 2] ?? 0) << 16);
  if (side(4) !== width || side(7) !== height) throw photoFault('damaged');
}

/** Some programs write the name of the block before it, as a JPEG has it. */
function withoutName(exif: Uint8Array): Uint8Array {
  const isNamed = exif[0] === 0x45 && exif[1] === 0x78 && exif[4] === 0 && exif[5] === 0;
  return isNamed ? exif.subarray(6) : exif;
}

/** The picture alone: pixels, transparency and colour profile. */
function rebuild(chunks: readonly Chunk[], extended: Chunk | undefined, coded: Chunk): Uint8Array {
  const kept = chunks.filter(({ type }) => type === 'ALPH' || type === 'ICCP');
  const parts: Uint8Array[] = [];
  if (extended !== undefined) {
    const head = Buffer.from(extended.whole);
    head[CHUNK_HEAD] = (head[CHUNK_HEAD] ?? 0) & (FLAGS.icc | FLAGS.alpha);
    parts.push(head, ...kept.filter(({ type }) => type === 'ICCP').map(padded));
    parts.push(...kept.filter(({ type }) => type === 'ALPH').map(padded));
  }
  parts.push(padded(coded));
  const body = Buffer.concat(parts);
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
}

/** A chunk of odd length ends with a zero. */
function padded({ whole }: Chunk): Uint8Array {
  return whole.length % 2 === 0 ? whole : Buffer.concat([whole, Buffer.alloc(1)]);
}
