import { type ImageHeader, photoFault } from './image-header.ts';
import { photoMemoryMax } from './limits.ts';

/** Boxes within boxes (ISO/IEC 14496-12 section 4.2); those of a photo lie at most so deep. */
const PATH = ['meta', 'iprp', 'ipco', 'ispe'] as const;
const BOX_HEAD = 8;
/** A photo made of tiles has one size for each kind, not for each tile. */
const BOXES_MAX = 4096;
/** A full box has version and flags before what it holds. */
const FULL = 4;
/** The decoder's planes and the picture that comes out of it, by trying. */
const BYTES_A_PIXEL = 10;

type Box = { readonly type: string; readonly data: Uint8Array };

/**
 * Reads the size of a HEIC photo (ISO/IEC 23008-12) from its item properties, without decoding a pixel. The largest one counts:
 * thumbnails and tiles are smaller than the picture. Its own turn is the decoder's to apply.
 * @throws DomainError photo_unreadable (`truncated`, `damaged`)
 */
export function readHeicHeader(bytes: Uint8Array): ImageHeader {
  const budget = { left: BOXES_MAX };
  let inside: Uint8Array[] = [bytes];
  for (const [depth, wanted] of PATH.entries()) {
    inside = inside
      .flatMap((data) => boxesOf(data, budget, depth === 0))
      .filter(({ type }) => type === wanted)
      .map(({ type, data }) => (type === 'meta' || type === 'ispe' ? data.subarray(FULL) : data));
  }
  let [width, height] = [0, 0];
  for (const data of inside) {
    if (data.length < 8) throw photoFault('damaged');
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    const [across, down] = [view.getUint32(0), view.getUint32(4)];
    if (across * down > width * height) [width, height] = [across, down];
  }
  if (width === 0) throw photoFault('damaged');
  // More than a decoder of the other kinds would hold; it runs alone then, in its own process.
  const memory = Math.min(width * height * BYTES_A_PIXEL, photoMemoryMax);
  return { width, height, orientation: 1, memory, passes: 1, isPlausible: true, clean: bytes };
}

function boxesOf(bytes: Uint8Array, budget: { left: number }, isFile: boolean): Box[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const boxes: Box[] = [];
  for (let at = 0; at + BOX_HEAD <= bytes.length; ) {
    budget.left -= 1;
    if (budget.left < 0) throw photoFault('damaged');
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const [head, length] = lengthOf(view, at);
    if (length < head) throw photoFault('damaged');
    if (at + length > bytes.length) throw photoFault(isFile ? 'truncated' : 'damaged');
    boxes.push({ type, data: bytes.subarray(at + head, at + length) });
    at += length;
  }
  return boxes;
}

/** Length of a box's head and of the whole box: 0 is „to the end”, 1 a length of eight bytes. */
function lengthOf(view: DataView, at: number): readonly [head: number, length: number] {
  const short = view.getUint32(at);
  if (short === 0) return [BOX_HEAD, view.byteLength - at];
  if (short !== 1) return [BOX_HEAD, short];
  if (at + 2 * BOX_HEAD > view.byteLength) throw photoFault('truncated');
  return [2 * BOX_HEAD, Number(view.getBigUint64(at + BOX_HEAD))];
}
