import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enlarge } from './enlarge.ts';

function flat(width: number, height: number, pixel: readonly number[]): Uint8ClampedArray {
  return Uint8ClampedArray.from({ length: width * height * 4 }, (_, at) => pixel[at % 4] ?? 0);
}

test('a picture of one colour stays of that colour to its edges', () => {
  const large = enlarge({ width: 3, height: 2, data: flat(3, 2, [200, 100, 50, 255]) }, 4);
  assert.deepEqual([large.width, large.height], [12, 8]);
  assert.deepEqual(large.data, flat(12, 8, [200, 100, 50, 255]));
});

test('left stays left and top stays top, with no jump between neighbours', () => {
  const data = Uint8ClampedArray.from([0, 0, 0, 255, 255, 0, 0, 255, 0, 255, 0, 255, 255, 255, 0, 255]);
  const large = enlarge({ width: 2, height: 2, data }, 8);
  const at = (x: number, y: number, channel: number): number => large.data[(y * 16 + x) * 4 + channel] ?? -1;
  // Red grows to the right, green downwards.
  assert.ok(at(0, 8, 0) < 20 && at(15, 8, 0) > 235);
  assert.ok(at(8, 0, 1) < 20 && at(8, 15, 1) > 235);
  for (let x = 1; x < 16; x += 1) {
    assert.ok(at(x, 8, 0) >= at(x - 1, 8, 0) && at(x, 8, 0) - at(x - 1, 8, 0) < 60);
  }
});
