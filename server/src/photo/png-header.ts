import { inflateSync } from 'node:zlib';
import { readTurn } from './exif-turn.ts';
import { type ImageHeader, photoFault } from './image-header.ts';

const SIGNATURE = 8;
/** Length, type and checksum around a chunk's data. */
const AROUND = 12;
/** PNG, table 11.1: which depths a colour type has, and how many samples a pixel. */
const COLOURS: Readonly<Record<number, { readonly samples: number; readonly depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};
/** No profile of a display or printer is as long. */
const PROFILE_BYTES_MAX = 1024 * 1024;
/** Deflate cannot pack more than this into a byte. */
const PACKING_MAX = 1032;

type Chunk = { readonly type: string; readonly data: Uint8Array; readonly whole: Uint8Array };
type Frame = {
  readonly width: number;
  readonly height: number;
  readonly isInterlaced: boolean;
  readonly bytes: number;
};

/**
 * Walks through a PNG's chunks without unpacking its pixels.
 * @throws DomainError photo_unreadable (`truncated`, `damaged`)
 */
export function readPngHeader(bytes: Uint8Array): ImageHeader {
  const parts: Uint8Array[] = [bytes.subarray(0, SIGNATURE)];
  let frame: Frame | undefined;
  let packed = 0;
  let turn = 1;
  for (let at = SIGNATURE; ; ) {
    const chunk = chunkAt(bytes, at);
    at += chunk.data.length + AROUND;
    if (frame === undefined) frame = readFrame(chunk);
    else if (chunk.type === 'IHDR') throw photoFault('damaged');
    if (chunk.type === 'IDAT') packed += chunk.data.length;
    if (chunk.type === 'eXIf') turn = readTurn(chunk.data);
    if (isKept(chunk)) parts.push(chunk.whole);
    if (chunk.type === 'IEND') break;
  }
  const { width, height, isInterlaced } = frame;
  // Line by line, unless the lines come in seven rounds.
  const memory = isInterlaced ? frame.bytes : 0;
  const isPlausible = packed * PACKING_MAX >= frame.bytes;
  const clean = Buffer.concat(parts);
  return { width, height, orientation: turn, memory, isPlausible, passes: 1, clean };
}

function chunkAt(bytes: Uint8Array, at: number): Chunk {
  if (at + AROUND > bytes.length) throw photoFault('truncated');
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  const length = view.getUint32(0);
  if (length > bytes.length - at - AROUND) throw photoFault('truncated');
  const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
  const data = bytes.subarray(at + 8, at + 8 + length);
  return { type, data, whole: bytes.subarray(at, at + length + AROUND) };
}

function readFrame({ type, data }: Chunk): Frame {
  if (type !== 'IHDR' || data.length !== 13) throw photoFault('damaged');
  const view = new DataView(data.buffer, data.byteOffset);
  const [depth = 0, colour = 0, compression, filter, interlace = 2] = data.subarray(8);
  const kind = COLOURS[colour];
  if (!kind?.depths.includes(depth) || compression !== 0 || filter !== 0 || interlace > 1)
    throw photoFault('damaged');
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const bytes = height * (1 + Math.ceil((width * kind.samples * depth) / 8));
  return { width, height, isInterlaced: interlace === 1, bytes };
}

function isKept({ type, data }: Chunk): boolean {
  if (['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'].includes(type)) return true;
  return type === 'iCCP' && isProfile(data);
}

/** A colour profile that unpacks to a sensible length; one that does not is left out, the picture stays. */
function isProfile(data: Uint8Array): boolean {
  const nameEnd = data.indexOf(0);
  if (nameEnd < 1 || nameEnd > 79 || data[nameEnd + 1] !== 0) return false;
  try {
    inflateSync(data.subarray(nameEnd + 2), { maxOutputLength: PROFILE_BYTES_MAX });
    return true;
  } catch {
    return false;
  }
}
