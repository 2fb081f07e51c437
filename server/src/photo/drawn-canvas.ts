import sharp from 'sharp';

/** Just enough of a painter for invented faces: soft shapes, noise and random numbers with a seed. */

/** Red, green, blue, 0 to 255. */
export type Colour = readonly [number, number, number];
/** How much of a pixel is covered, 0 to 1. */
export type Cover = (x: number, y: number) => number;
/** The colour at a pixel. */
export type Paint = Colour | ((x: number, y: number) => Colour);
/** Left, top, right, bottom: nothing outside is looked at. */
export type Box = readonly [number, number, number, number];

/** A raw RGB picture. Shapes are given in units; `scale` says how many pixels a unit has. */
export type Canvas = {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly data: Uint8ClampedArray;
};

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** @param width, height in units */
export function createCanvas(width: number, height: number, scale: number): Canvas {
  const pixels = { width: Math.round(width * scale), height: Math.round(height * scale) };
  return { ...pixels, scale, data: new Uint8ClampedArray(pixels.width * pixels.height * 3) };
}

/** Lays a colour over what is there, as far as the shape covers it. */
export function paint(canvas: Canvas, box: Box, cover: Cover, colour: Paint): void {
  const { width, height, scale, data } = canvas;
  const [left, top, right, bottom] = box.map((edge) => Math.round(edge * scale)) as [
    number,
    number,
    number,
    number,
  ];
  for (let row = Math.max(0, top); row < Math.min(height, bottom); row += 1) {
    for (let column = Math.max(0, left); column < Math.min(width, right); column += 1) {
      const [x, y] = [column / scale, row / scale];
      const share = Math.min(1, cover(x, y));
      if (share <= 0) continue;
      const [red, green, blue] = typeof colour === 'function' ? colour(x, y) : colour;
      const at = (row * width + column) * 3;
      data[at] = (data[at] ?? 0) * (1 - share) + red * share;
      data[at + 1] = (data[at + 1] ?? 0) * (1 - share) + green * share;
      data[at + 2] = (data[at + 2] ?? 0) * (1 - share) + blue * share;
    }
  }
}

/** An ellipse with an edge `soft` pixels wide; `power` above 2 makes it squarer. */
export function ellipse(cx: number, cy: number, rx: number, ry: number, soft = 1.5, power = 2): Cover {
  const edge = Math.min(rx, ry) / soft;
  return (x, y) => {
    const distance = Math.abs((x - cx) / rx) ** power + Math.abs((y - cy) / ry) ** power;
    return Math.max(0, Math.min(1, (1 - distance) * edge * 0.5 + 0.5));
  };
}

/** The box around an ellipse. */
export function boxAround(cx: number, cy: number, rx: number, ry: number): Box {
  return [cx - rx - 2, cy - ry - 2, cx + rx + 3, cy + ry + 3];
}

/** A colour made lighter or darker. */
export function shade([red, green, blue]: Colour, by: number): Colour {
  return [red * by, green * by, blue * by];
}

/** Smooth noise, -1 to 1, that changes over about `scale` pixels. */
export function createNoise(random: () => number, scale: number): (x: number, y: number) => number {
  const size = 64;
  const grid = Float32Array.from({ length: size * size }, () => random() * 2 - 1);
  const at = (column: number, row: number): number => grid[(row & 63) * size + (column & 63)] ?? 0;
  return (x, y) => {
    const column = Math.floor(x / scale);
    const row = Math.floor(y / scale);
    const right = x / scale - column;
    const down = y / scale - row;
    const above = at(column, row) * (1 - right) + at(column + 1, row) * right;
    const below = at(column, row + 1) * (1 - right) + at(column + 1, row + 1) * right;
    return above * (1 - down) + below * down;
  };
}

/** The grain of a camera's sensor over the whole picture. */
export function addGrain({ data }: Canvas, random: () => number, strength: number): void {
  for (let at = 0; at + 2 < data.length; at += 3) {
    const grain = (random() + random() - 1) * strength;
    data[at] = (data[at] ?? 0) + grain;
    data[at + 1] = (data[at + 1] ?? 0) + grain;
    data[at + 2] = (data[at + 2] ?? 0) + grain * 1.3;
  }
}

/** @returns JPEG of the canvas's pixels */
export async function encodeJpeg({ data, width, height }: Canvas): Promise<Uint8Array> {
  return await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer();
}
