import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cameraEffort, decodePixels } from '@mleg/ui/qr/decode-frame';
import { createQrPath } from '@mleg/ui/qr/qr-path';
import type { Degradation } from './camera-frames.ts';
import { degradations, renderFrame } from './camera-frames.ts';

/**
 * How far a full code can be from good, with the same place on the screen for each version. The first version of the
 * format (1,150 bytes, version 25) stands beside the one that was chosen.
 */
const isLong = process.env['TEST_LONG'] === '1';
const base45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const sidePixels = 490;
const square = 720;
const framesEach = 4;

function createText(length: number): string {
  let state = length;
  const body = Array.from({ length: length - 6 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return base45[(state >>> 8) % 45];
  });
  return `MLEG1:${body.join('')}`;
}

function cutSquare(luma: Uint8Array): Uint8ClampedArray {
  const data = new Uint8ClampedArray(square * square * 4).fill(255);
  for (let at = 0; at < square * square; at += 1) {
    const value = luma[Math.floor(at / square) * 1280 + 280 + (at % square)] ?? 0;
    data.fill(value, at * 4, at * 4 + 3);
  }
  return data;
}

async function countRead(text: string, change: Partial<Degradation>): Promise<number> {
  const [good] = degradations;
  assert.ok(good);
  let read = 0;
  for (let seed = 1; seed <= framesEach; seed += 1) {
    const luma = await renderFrame(text, { ...good, ...change }, seed);
    const frame = { width: square, height: square, data: cutSquare(luma) };
    if (decodePixels(frame, cameraEffort) === text) read += 1;
  }
  return read;
}

/** Single frames of version 21 that must be read; a camera has ten of them a second. */
const limits: readonly [string, (modules: number) => Partial<Degradation>][] = [
  ['327 pixels wide, 3.0 a module', (modules) => ({ modulePixels: 327 / modules })],
  ['273 pixels wide, 2.5 a module', (modules) => ({ modulePixels: 273 / modules })],
  ['blurred by 2 pixels', () => ({ blur: 2 })],
  ['20 grey levels of contrast', () => ({ black: 6, white: 26, noise: 4 })],
  ['noise of 35 grey levels', () => ({ noise: 35 })],
  ['turned away by 40 degrees', () => ({ yaw: 40 })],
];

test('reads single frames of a version 21 code up to the limits that docs/offline-qr.md names', {
  skip: isLong ? false : 'TEST_LONG=1 tries the limits',
}, async (t) => {
  const codes = [createText(1350), createText(1732)].map((text) => ({ text, ...createQrPath(text, 'low') }));
  assert.deepEqual(
    codes.map(({ version }) => version),
    [21, 25],
  );
  for (const [name, change] of limits) {
    const counts: number[] = [];
    for (const { text, size } of codes)
      counts.push(await countRead(text, { modulePixels: sidePixels / size, ...change(size) }));
    t.diagnostic(`${name}: version 21 ${counts[0]}/${framesEach}, version 25 ${counts[1]}/${framesEach}`);
    assert.ok((counts[0] ?? 0) >= framesEach - 1, `version 21, ${name}: ${counts[0]}/${framesEach}`);
  }
});
