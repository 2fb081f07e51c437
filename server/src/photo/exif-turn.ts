const ORIENTATION = 0x0112;
const ENTRY = 12;

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * The EXIF orientation (1 to 8) of a TIFF block, the only thing that is wanted of it; 1 where there is none or it cannot
 * be read. Nothing but the first directory is looked at.
 */
export function readTurn(tiff: Uint8Array): number {
  if (tiff.length < 14) return 1;
  const data = view(tiff);
  const order = data.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return 1;
  const little = order === 0x4949;
  const at = data.getUint32(4, little);
  if (at + 2 > tiff.length) return 1;
  const count = data.getUint16(at, little);
  for (let index = 0; index < count; index += 1) {
    const entry = at + 2 + index * ENTRY;
    if (entry + ENTRY > tiff.length) return 1;
    if (data.getUint16(entry, little) !== ORIENTATION) continue;
    const turn = data.getUint16(entry + 8, little);
    return turn >= 1 && turn <= 8 ? turn : 1;
  }
  return 1;
}

/** Pixels one after the other, as a decoder gives them. */
export type Pixels = {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
};
type Place = (x: number, y: number, width: number, height: number) => number;

/** Where a pixel of the upright picture lies in the stored one (TIFF 6.0, tag Orientation). */
const PLACES: Readonly<Record<number, Place>> = {
  2: (x, y, width) => y * width + width - 1 - x,
  3: (x, y, width, height) => (height - 1 - y) * width + width - 1 - x,
  4: (x, y, width, height) => (height - 1 - y) * width + x,
  5: (x, y, width) => x * width + y,
  6: (x, y, width, height) => (height - 1 - x) * width + y,
  7: (x, y, width, height) => (height - 1 - x) * width + width - 1 - y,
  8: (x, y, width) => x * width + width - 1 - y,
};

/** Whether the upright picture is as wide as the stored one is high. */
export function isLying(turn: number): boolean {
  return turn >= 5;
}

/** Turns and mirrors stored pixels upright. */
export function turnUpright(stored: Pixels, turn: number): Pixels {
  const place = PLACES[turn];
  if (place === undefined) return stored;
  const { channels } = stored;
  const [width, height] = isLying(turn) ? [stored.height, stored.width] : [stored.width, stored.height];
  const data = new Uint8Array(stored.data.length);
  let to = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = place(x, y, stored.width, stored.height) * channels;
      for (let channel = 0; channel < channels; channel += 1)
        data[to + channel] = stored.data[from + channel] ?? 0;
      to += channels;
    }
  }
  return { data, width, height, channels };
}
