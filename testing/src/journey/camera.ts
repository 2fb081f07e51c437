import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';

const WIDTH = 1280;
const HEIGHT = 720;
/** How much of the frame's height the picture takes: a code held at reading distance. */
const FILL = 0.92;
const FRAMES = 2;

/**
 * Writes a y4m film in which a still picture (a screenshot of a code, PNG) is held before the camera.
 * Chromium's fake camera reads the file anew at each getUserMedia, so one path can be rewritten between two scans.
 */
export async function holdBeforeCamera(path: string, png: Uint8Array): Promise<void> {
  const frame = await createFrame(png);
  await writeFile(path, Buffer.concat([createHeader(8), ...Array.from({ length: FRAMES }, () => frame)]));
}

/** A film of several pictures, each held for some seconds, over and over. */
export async function holdInTurn(
  path: string,
  scenes: readonly { readonly png: Uint8Array; readonly seconds: number }[],
): Promise<void> {
  const rate = 5;
  const frames: Buffer[] = [];
  for (const { png, seconds } of scenes) {
    const frame = await createFrame(png);
    frames.push(...Array.from({ length: seconds * rate }, () => frame));
  }
  await writeFile(path, Buffer.concat([createHeader(rate), ...frames]));
}

function createHeader(rate: number): Buffer {
  return Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${rate}:1 Ip A1:1 C420jpeg\n`);
}

async function createFrame(png: Uint8Array): Promise<Buffer> {
  const picture = await sharp(png)
    .resize({ height: Math.round(HEIGHT * FILL), width: Math.round(WIDTH * FILL), fit: 'inside' })
    .flatten({ background: '#ffffff' })
    .toBuffer();
  const rgb = await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#8a8f98' } })
    .composite([{ input: picture, gravity: 'center' }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return Buffer.concat([Buffer.from('FRAME\n'), toYuv420(rgb)]);
}

/** An empty grey scene: the camera sees no code. */
export async function holdNothing(path: string): Promise<void> {
  const grey = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#777777' } })
    .png()
    .toBuffer();
  await holdBeforeCamera(path, grey);
}

/** BT.601 full range; chroma of the upper left pixel of each 2x2 block, which is enough for black and white. */
function toYuv420(rgb: Buffer): Buffer {
  const size = WIDTH * HEIGHT;
  const planes = Buffer.alloc(size + size / 2);
  for (let at = 0; at < size; at += 1) {
    const [r, g, b] = [rgb[at * 3] ?? 0, rgb[at * 3 + 1] ?? 0, rgb[at * 3 + 2] ?? 0];
    planes[at] = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
  }
  let u = size;
  let v = size + size / 4;
  for (let y = 0; y < HEIGHT; y += 2) {
    for (let x = 0; x < WIDTH; x += 2) {
      const at = (y * WIDTH + x) * 3;
      const [r, g, b] = [rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0];
      planes[u++] = clampByte(128 - 0.169 * r - 0.331 * g + 0.5 * b);
      planes[v++] = clampByte(128 + 0.5 * r - 0.419 * g - 0.081 * b);
    }
  }
  return planes;
}

function clampByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
