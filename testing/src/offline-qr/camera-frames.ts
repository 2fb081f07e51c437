import { encodeQR } from 'qr';
import sharp from 'sharp';

/** What a camera does to a code on another phone's screen. Lengths in camera pixels, angles in degrees. */
export type Degradation = {
  readonly name: string;
  /** Camera pixels per module: 4.5 is a code that fills two thirds of the frame's height. */
  readonly modulePixels: number;
  readonly blur: number;
  /** Turn of the phone about its upright axis, about its lying axis, and in the plane of the picture. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** Brightness of the screen's black and white in the frame, 0 to 255. */
  readonly black: number;
  readonly white: number;
  /** Standard deviation of the sensor's noise. */
  readonly noise: number;
  /** Depth of the bands that a screen's grid makes on a sensor's, 0 to 1. */
  readonly moire: number;
};

const good: Degradation = {
  name: 'good',
  modulePixels: 4.5,
  blur: 0.5,
  yaw: 0,
  pitch: 0,
  roll: 2,
  black: 28,
  white: 225,
  noise: 3,
  moire: 0,
};

/** The table of docs/decisions and docs/offline-qr.md. */
export const degradations: readonly Degradation[] = [
  good,
  { ...good, name: 'far', modulePixels: 3 },
  { ...good, name: 'blurred', blur: 1.8 },
  { ...good, name: 'tilted', yaw: 32, pitch: 12, roll: 14 },
  { ...good, name: 'dark', black: 6, white: 44, noise: 5 },
  { ...good, name: 'noisy', noise: 28 },
  { ...good, name: 'moire', moire: 0.35 },
  {
    ...good,
    name: 'hard',
    blur: 1.1,
    yaw: 22,
    pitch: 8,
    roll: -9,
    black: 10,
    white: 90,
    noise: 8,
    moire: 0.12,
  },
];

const width = 1280;
const height = 720;
const quietZone = 4;
const samples = 2;

/** u, v and their common denominator, each linear in the camera's x and y: [x, y, 1] times three. */
type Projection = { readonly u: Row; readonly v: Row; readonly w: Row };
type Row = readonly [number, number, number];

function cross(a: Row, b: Row): Row {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** Where on the code's plane a camera pixel looks: the plane turned in space, seen by a pinhole. */
function createProjection(shape: Degradation): Projection {
  const radians = Math.PI / 180;
  const [yaw, pitch, roll] = [shape.yaw * radians, shape.pitch * radians, shape.roll * radians];
  const focal = 1100;
  const distance = focal / shape.modulePixels;
  // Two directions along the plane and its normal, in camera space.
  const right: Row = [Math.cos(yaw), 0, Math.sin(yaw)];
  const down: Row = [Math.sin(yaw) * Math.sin(pitch), Math.cos(pitch), -Math.cos(yaw) * Math.sin(pitch)];
  const normal = cross(right, down);
  /** What a direction has in common with the ray through (x, y), as a row over [x, y, 1]. */
  const alongRay = ([a, b, c]: Row): Row => {
    const x = a * Math.cos(roll) + b * Math.sin(roll);
    const y = b * Math.cos(roll) - a * Math.sin(roll);
    return [x, y, c * focal - (x * width) / 2 - (y * height) / 2];
  };
  const w = alongRay(normal);
  const onPlane = (axis: Row): Row => {
    const row = alongRay(axis);
    const at = (index: 0 | 1 | 2): number => distance * (normal[2] * row[index] - axis[2] * w[index]);
    return [at(0), at(1), at(2)];
  };
  return { u: onPlane(right), v: onPlane(down), w };
}

/** Brightness on the phone's plane, in modules from the code's middle: code, white screen, dark frame, wall behind. */
function createScene(rows: readonly (readonly boolean[])[]): (u: number, v: number) => number {
  const half = rows.length / 2;
  return (u, v) => {
    const row = rows[Math.floor(v + half)];
    const isDark = row?.[Math.floor(u + half)];
    if (isDark !== undefined) return isDark ? 0 : 1;
    if (Math.abs(u) < half + 6 && Math.abs(v) < half + 30) return 1;
    if (Math.abs(u) < half + 11 && Math.abs(v) < half + 42) return 0.05;
    return 0.42 + 0.12 * Math.sin(u / 17) * Math.cos(v / 23);
  };
}

function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

function renderScene(rows: readonly (readonly boolean[])[], shape: Degradation, shift: number): Uint8Array {
  const { u, v, w } = createProjection(shape);
  const scene = createScene(rows);
  const luma = new Uint8Array(width * height);
  for (let at = 0; at < luma.length; at += 1) {
    const x = at % width;
    const y = Math.floor(at / width);
    let light = 0;
    for (let sample = 0; sample < samples * samples; sample += 1) {
      const sx = x + shift + ((sample % samples) + 0.5) / samples;
      const sy = y + shift / 2 + (Math.floor(sample / samples) + 0.5) / samples;
      const depth = w[0] * sx + w[1] * sy + w[2];
      light += scene((u[0] * sx + u[1] * sy + u[2]) / depth, (v[0] * sx + v[1] * sy + v[2]) / depth);
    }
    // Two grids of nearly the same pitch make slow bands, stronger where the screen is bright.
    const bands = Math.sin(x * 0.9 + y * 0.11) * Math.sin(y * 0.83 - x * 0.07);
    const share = (light / (samples * samples)) * (1 - shape.moire * (0.5 + 0.5 * bands));
    luma[at] = shape.black + (shape.white - shape.black) * share;
  }
  return luma;
}

/**
 * One frame of a phone's camera that looks at a code, 1280x720.
 * @param text what the code holds; level L, as the wallet draws it
 * @param seed of noise and of how far the hand moved
 * @returns luma, one byte a pixel
 */
export async function renderFrame(text: string, shape: Degradation, seed: number): Promise<Uint8Array> {
  const random = createRandom(seed * 7919 + 17);
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: quietZone });
  const sharpLuma = renderScene(rows, shape, random() * 6 - 3);
  const blurred = await sharp(sharpLuma, { raw: { width, height, channels: 1 } })
    .blur(shape.blur)
    .extractChannel(0)
    .raw()
    .toBuffer();
  return blurred.map((value) => {
    const gauss = (random() + random() + random() + random() - 2) * Math.sqrt(3) * shape.noise;
    return Math.max(0, Math.min(255, value + gauss));
  });
}

/** An uncompressed video for Chromium's fake camera: grey frames, played in a loop. */
export function createY4m(frames: readonly Uint8Array[]): Uint8Array {
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
  const colour = Buffer.alloc((width * height) / 2, 128);
  const parts = frames.flatMap((luma) => [Buffer.from('FRAME\n'), luma, colour]);
  return Buffer.concat([head, ...parts]);
}
