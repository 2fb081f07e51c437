import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  cropBox,
  FRAME_RATIO,
  fitCrop,
  holdsWholeScene,
  moveCrop,
  startCrop,
  turnedSize,
  ZOOM_MAX,
} from './crop.ts';

const size = fc.record({
  width: fc.integer({ min: 1, max: 4000 }),
  height: fc.integer({ min: 1, max: 4000 }),
});
const crop = fc.record({
  turns: fc.integer({ min: 0, max: 3 }),
  zoom: fc.double({ min: 0, max: 9, noNaN: true }),
  x: fc.double({ min: -2, max: 3, noNaN: true }),
  y: fc.double({ min: -2, max: 3, noNaN: true }),
});

test('whatever one drags and zooms, the frame is 35:45 and stays inside the picture', () => {
  fc.assert(
    fc.property(size, crop, (picture, wild) => {
      const box = cropBox(picture, wild);
      const upright = turnedSize(picture, wild.turns);
      assert.ok(Math.abs(box.width / box.height - FRAME_RATIO) < 1e-9);
      assert.ok(box.left >= -1e-6 && box.left + box.width <= upright.width + 1e-6);
      assert.ok(box.top >= -1e-6 && box.top + box.height <= upright.height + 1e-6);
    }),
  );
});

test('at first as much as fits is shown, and of a tall photo more of the top', () => {
  const box = cropBox({ width: 700, height: 1400 }, startCrop({ width: 700, height: 1400 }));
  assert.equal(Math.round(box.width), 700);
  assert.equal(Math.round(box.height), 900);
  assert.equal(Math.round(box.top), 100);
});

test('a quarter turn swaps the sides, and the frame is cut from the turned picture', () => {
  const picture = { width: 900, height: 700 };
  const box = cropBox(picture, startCrop(picture, 1));
  assert.equal(Math.round(box.width), 700);
  assert.equal(Math.round(box.height), 900);
});

test('the frame moves by shares of itself and stops at the edge', () => {
  const picture = { width: 700, height: 900 };
  const zoomed = fitCrop(picture, { ...startCrop(picture), zoom: 2 });
  const before = cropBox(picture, zoomed);
  const moved = cropBox(picture, moveCrop(picture, zoomed, 0.1, -0.1));
  assert.equal(Math.round(moved.left - before.left), 35);
  assert.equal(Math.round(before.top - moved.top), 45);
  assert.equal(Math.round(cropBox(picture, moveCrop(picture, zoomed, 99, 99)).left), 350);
});

test('the zoom has its limits', () => {
  const picture = { width: 700, height: 900 };
  assert.equal(fitCrop(picture, { ...startCrop(picture), zoom: 100 }).zoom, ZOOM_MAX);
  assert.equal(fitCrop(picture, { ...startCrop(picture), zoom: 0 }).zoom, 1);
});

test('a whole sheet of A4 or a scene is noticed until it is zoomed into; a portrait of any program is not one', () => {
  const seen = (width: number, height: number, turns = 0, zoom = 1): boolean =>
    holdsWholeScene({ width, height }, { ...startCrop({ width, height }, turns), zoom });
  for (const [width, height] of [
    [2480, 3508],
    [4032, 3024],
    [1080, 1920],
    [1000, 1000],
  ] as const) {
    assert.equal(seen(width, height), true, `${width}x${height}`);
    assert.equal(seen(width, height, 0, 1.5), false);
  }
  for (const [width, height] of [
    [700, 900],
    [492, 633],
    [354, 496],
    [500, 600],
    [246, 304],
    [3024, 4032],
  ] as const) {
    assert.equal(seen(width, height), false, `${width}x${height}`);
    assert.equal(seen(height, width, 1), false);
  }
});

test('a photo of 35x45 mm on a sheet of A4 can be made to fill the frame', () => {
  const sheet = { width: 2480, height: 3508 };
  assert.ok(cropBox(sheet, { ...startCrop(sheet), zoom: ZOOM_MAX }).width <= (2480 * 35) / 210);
});
