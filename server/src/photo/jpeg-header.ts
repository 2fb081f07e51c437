import { readTurn } from './exif-turn.ts';
import { type ImageHeader, photoFault } from './image-header.ts';
import { photoScansMax } from './limits.ts';

/** Markers of ISO/IEC 10918-1, table B.1. */
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
/** Tables (DHT, DQT, DRI): all that a baseline or progressive picture needs beside its frame and scans. */
const TABLES = [0xc4, 0xdb, 0xdd];
/** Baseline, extended and progressive; lossless and arithmetic ones no camera makes. */
const FRAMES = [0xc0, 0xc1, 0xc2];
const PROGRESSIVE = 0xc2;
/** A colour profile in as many parts as this, of 64 KB each. */
const PROFILE_PARTS_MAX = 16;

type Frame = {
  readonly width: number;
  readonly height: number;
  readonly isProgressive: boolean;
  readonly components: number;
  readonly blocks: number;
};
type Segment = { readonly marker: number; readonly start: number; readonly body: Uint8Array };
type Reading = {
  readonly parts: Uint8Array[];
  frame: Frame | undefined;
  turn: number;
  profileParts: number;
  scans: number;
  scanBytes: number;
};

/**
 * Walks through a JPEG's segments without decoding any.
 * @throws DomainError photo_unreadable (`truncated`, `damaged`, `unsupported_kind`, `too_complex`)
 */
export function readJpegHeader(bytes: Uint8Array): ImageHeader {
  const reading: Reading = { parts: [], frame: undefined, turn: 1, profileParts: 0, scans: 0, scanBytes: 0 };
  let at = 2;
  for (;;) {
    const segment = segmentAt(bytes, at);
    if (segment.marker === EOI) break;
    at = segment.start + 4 + segment.body.length;
    if (segment.marker !== SOS) keep(reading, segment, bytes.subarray(segment.start, at));
    else {
      const end = endOfScan(bytes, at);
      takeScan(reading, bytes.subarray(segment.start, end), end - at);
      at = end;
    }
  }
  return toHeader(reading);
}

/** The segment that begins here; bytes of 0xff before a marker are filling (B.1.1.2). */
function segmentAt(bytes: Uint8Array, from: number): Segment {
  let at = from;
  while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at += 1;
  const marker = bytes[at + 1];
  if (marker === undefined) throw photoFault('truncated');
  if (bytes[at] !== 0xff || marker < 0xc0 || marker === SOI) throw photoFault('damaged');
  if (marker === EOI) return { marker, start: at, body: bytes.subarray(at, at) };
  const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
  if (at + 2 + Math.max(2, length) > bytes.length) throw photoFault('truncated');
  if (length < 2) throw photoFault('damaged');
  return { marker, start: at, body: bytes.subarray(at + 4, at + 2 + length) };
}

function keep(reading: Reading, { marker, body }: Segment, whole: Uint8Array): void {
  const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
  if (isFrame) {
    if (reading.frame !== undefined) throw photoFault('damaged');
    reading.frame = readFrame(marker, body);
    reading.parts.push(whole);
  } else if (TABLES.includes(marker) || isColour(reading, marker, body)) reading.parts.push(whole);
  else if (marker === APP1 && startsWith(body, 'Exif\0\0')) reading.turn = readTurn(body.subarray(6));
}

/** JFIF and Adobe say how colours are stored, the profile what they mean. */
function isColour(reading: Reading, marker: number, body: Uint8Array): boolean {
  if (marker === APP0) return startsWith(body, 'JFIF\0') && body.length <= 16;
  if (marker === APP14) return startsWith(body, 'Adobe') && body.length <= 16;
  if (marker !== APP2 || !startsWith(body, 'ICC_PROFILE\0')) return false;
  reading.profileParts += 1;
  return reading.profileParts <= PROFILE_PARTS_MAX;
}

/** B.2.2: precision, lines, samples a line, then three bytes for each component. */
function readFrame(marker: number, body: Uint8Array): Frame {
  if (!FRAMES.includes(marker)) throw photoFault('unsupported_kind');
  const [precision = 0, heightHigh = 0, heightLow = 0, widthHigh = 0, widthLow = 0, components = 0] = body;
  if (components < 1 || components > 4 || body.length !== 6 + 3 * components) throw photoFault('damaged');
  if (precision !== 8) throw photoFault('unsupported_kind');
  const width = (widthHigh << 8) | widthLow;
  const height = (heightHigh << 8) | heightLow;
  const samplings = Array.from({ length: components }, (_, index) => body[7 + 3 * index] ?? 0);
  const across = Math.max(...samplings.map((both) => both >> 4));
  const down = Math.max(...samplings.map((both) => both & 15));
  if (samplings.some((both) => both >> 4 < 1 || both >> 4 > 4 || (both & 15) < 1 || (both & 15) > 4))
    throw photoFault('damaged');
  // How many blocks of 8x8 the components have together.
  const share = samplings.reduce((sum, both) => sum + ((both >> 4) * (both & 15)) / (across * down), 0);
  const blocks = Math.floor(((width * height) / 64) * share);
  return { width, height, isProgressive: marker === PROGRESSIVE, components, blocks };
}

/** Where the coded pixels of a scan end: at the next marker that is no restart (B.1.1.5). */
function endOfScan(bytes: Uint8Array, from: number): number {
  const last = bytes.length - 1;
  for (let at = from; at < last; at += 1) {
    if (bytes[at] !== 0xff) continue;
    const next = bytes[at + 1] ?? 0;
    if (next === 0 || (next >= 0xd0 && next <= 0xd7)) at += 1;
    else if (next !== 0xff) return at;
  }
  throw photoFault('truncated');
}

function takeScan(reading: Reading, whole: Uint8Array, coded: number): void {
  const { frame } = reading;
  if (frame === undefined) throw photoFault('damaged');
  reading.scans += 1;
  reading.scanBytes += coded;
  const scansMax = frame.isProgressive ? photoScansMax : frame.components;
  if (reading.scans > scansMax) throw photoFault('too_complex', { scans: reading.scans });
  reading.parts.push(whole);
}

function toHeader({ parts, frame, turn, scans, scanBytes }: Reading): ImageHeader {
  if (frame === undefined || scans === 0) throw photoFault('truncated');
  const { width, height, isProgressive, blocks } = frame;
  // Each block has at least one bit, in a baseline picture two: a header that promises more pixels lies.
  const isPlausible = scanBytes * 8 >= blocks * (isProgressive ? 1 : 2);
  // What comes in several scans is kept whole, 128 bytes for a block; the rest goes by lines.
  const memory = isProgressive || scans > 1 ? blocks * 128 : 0;
  const passes = isProgressive ? scans : 1;
  const begin = Uint8Array.of(0xff, SOI);
  const end = Uint8Array.of(0xff, EOI);
  const clean = Buffer.concat([begin, ...parts, end]);
  return { width, height, orientation: turn, memory, isPlausible, passes, clean };
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return Array.from(text).every((character, index) => bytes[index] === character.charCodeAt(0));
}
