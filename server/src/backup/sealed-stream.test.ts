import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { openStream, sealStream } from './sealed-stream.ts';

const PIECE = 65_536;
const SEALED = PIECE + 16;
const key = createSecretKey(randomBytes(32));

async function* chunks(bytes: Uint8Array, size = 10_007): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function all(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const got: Uint8Array[] = [];
  for await (const chunk of stream) got.push(chunk);
  return Buffer.concat(got);
}
const sealed = (plain: Uint8Array): Promise<Buffer> => all(sealStream(chunks(plain), key));
const opened = (bytes: Uint8Array, size?: number): Promise<Buffer> =>
  all(openStream(chunks(bytes, size), key));

test('gives back what was sealed, whatever its length and however it comes in pieces', async () => {
  for (const length of [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 17]) {
    const plain = randomBytes(length);
    const bytes = await sealed(plain);
    for (const size of [997, PIECE, SEALED, 10 * PIECE])
      assert.deepEqual(await opened(bytes, size), plain, `${length} by ${size}`);
  }
});

test('nothing of a stream says what stands in it, and the same content is sealed otherwise under another key', async () => {
  const plain = Buffer.alloc(PIECE, 'Kowalska ');
  const bytes = await sealed(plain);
  assert.ok(!bytes.includes('Kowalska'));
  assert.notDeepEqual(bytes, await all(sealStream(chunks(plain), createSecretKey(randomBytes(32)))));
});

test('a bit that was changed anywhere opens nothing', async () => {
  const bytes = await sealed(randomBytes(2 * PIECE + 100));
  for (const at of [0, 1, PIECE, SEALED - 1, SEALED, 2 * SEALED - 1, bytes.length - 1]) {
    const wrong = Buffer.from(bytes);
    wrong[at] = (wrong[at] ?? 0) ^ 1;
    await assert.rejects(opened(wrong), /damaged/, String(at));
  }
});

test('a stream that is cut short is told as such, at the end of a piece and within one', async () => {
  const bytes = await sealed(randomBytes(3 * PIECE));
  for (const length of [0, 5, SEALED, 2 * SEALED])
    await assert.rejects(opened(bytes.subarray(0, length)), /cut short/, String(length));
  for (const length of [100, SEALED - 1, 2 * SEALED + 1, bytes.length - 1])
    await assert.rejects(opened(bytes.subarray(0, length)), /damaged|cut short/, String(length));
});

test('pieces that were moved, left out, doubled or added open nothing', async () => {
  const bytes = await sealed(randomBytes(4 * PIECE));
  const piece = (number: number): Buffer => bytes.subarray(number * SEALED, (number + 1) * SEALED);
  const last = bytes.subarray(3 * SEALED);
  for (const [what, wrong] of [
    ['moved', [piece(1), piece(0), piece(2), last]],
    ['left out', [piece(0), piece(2), last]],
    ['doubled', [piece(0), piece(0), piece(1), piece(2), last]],
    ['the end twice', [piece(0), piece(1), piece(2), last, last]],
    ['bytes behind the end', [bytes, Buffer.from('x')]],
  ] as const)
    await assert.rejects(opened(Buffer.concat(wrong)), /damaged/, what);
});
