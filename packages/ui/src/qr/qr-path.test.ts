import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cameraEffort, decodePixels } from './decode-frame.ts';
import { createQrPath } from './qr-path.ts';

const base45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const full = `MLEG1:${Array.from({ length: 1344 }, (_, index) => base45[(index * 7 + (index >> 3)) % 45]).join('')}`;

/** Paints the path the way a browser would, `scale` pixels a module. */
function paintPath({ size, path }: { size: number; path: string }, scale: number) {
  const side = size * scale;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1) {
      for (let column = Number(x) * scale; column < (Number(x) + Number(width)) * scale; column += 1) {
        data.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
      }
    }
  }
  return { width: side, height: side, data };
}

test('draws a full MLEG1 code as version 21, with four modules of quiet zone', () => {
  const code = createQrPath(full, 'low');
  assert.equal(full.length, 1350);
  assert.equal(code.version, 21);
  assert.equal(code.size, 101 + 8);
  assert.ok(!/M[0-3] /.test(code.path) && !/M\d+ [0-3]h/.test(code.path));
});

test('takes version 22 for two characters more, so that the limit of 896 bytes is the true one', () => {
  assert.equal(createQrPath(`${full}AA`, 'low').version, 21);
  assert.equal(createQrPath(`${full}AAA`, 'low').version, 22);
});

test('is read back by the decoder as the text that was drawn', () => {
  for (const text of [full, 'https://wallet.example/add#credential_offer_uri=x', 'a']) {
    for (const correction of ['low', 'medium'] as const) {
      assert.equal(decodePixels(paintPath(createQrPath(text, correction), 4), cameraEffort), text);
    }
  }
});

test('finds nothing in an empty frame', () => {
  const data = new Uint8ClampedArray(64 * 64 * 4).fill(255);
  assert.equal(decodePixels({ width: 64, height: 64, data }, cameraEffort), undefined);
});
