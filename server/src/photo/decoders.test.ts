import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createDecoders } from './decoders.ts';
import { drawFace } from './drawn-face.ts';
import { checkPhoto, readPhoto } from './read-photo.ts';

const folder = mkdtempSync(join(tmpdir(), 'mleg-decoder-'));
after(() => rmSync(folder, { recursive: true }));
const image = checkPhoto(await drawFace(2));

/** A decoder that does as the words say when it gets a picture. */
function program(name: string, onPicture: string): string {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, `process.on('message', () => { ${onPicture} }); process.send({ ready: true });`);
  return file;
}

test('a decoder that hangs is ended, and the next picture gets another one', async () => {
  const file = program('hangs', 'for (;;);');
  const decode = createDecoders({ program: file, seconds: 0.5 });
  const begin = performance.now();
  for (let round = 0; round < 2; round += 1) {
    await assert.rejects(decode(image), {
      type: 'photo_unreadable',
      details: { reason: 'too_slow', secondsMax: 10 },
    });
  }
  assert.ok(performance.now() - begin < 20_000);
});

test('a picture that kills its decoder is refused and takes nothing else with it', async () => {
  const decode = createDecoders({ program: program('dies', "process.kill(process.pid, 'SIGSEGV')") });
  const all = await Promise.allSettled([decode(image), decode(image)]);
  for (const one of all) {
    assert.equal(one.status, 'rejected');
    assert.equal(one.status === 'rejected' && (one.reason as { type?: string }).type, 'photo_unreadable');
  }
});

test('a decoder that is there is used again, and one that rests ends by itself', async () => {
  const file = program('counts', 'process.send({ photo: { pid: process.pid } });');
  const decode = createDecoders({ program: file, idleSeconds: 0.2 });
  const pidOf = async (): Promise<number> => ((await decode(image)) as unknown as { pid: number }).pid;
  const first = await pidOf();
  assert.equal(await pidOf(), first);
  const isAlive = (): boolean => {
    try {
      return process.kill(first, 0);
    } catch {
      return false;
    }
  };
  for (let wait = 0; wait < 100 && isAlive(); wait += 1) await new Promise((done) => setTimeout(done, 50));
  assert.equal(isAlive(), false);
  assert.notEqual(await pidOf(), first);
});

test('a flood of photos by one account does not fill the memory, and another account still passes', async () => {
  const photo = await drawFace(2);
  const flood = Promise.allSettled(
    Array.from({ length: 60 }, () => readPhoto(photo, { school: 1, account: 'flood' })),
  );
  const other = readPhoto(photo, { school: 1, account: 'other' });
  const order = await Promise.race([flood.then(() => 'flood'), other.then(() => 'other')]);
  assert.equal(order, 'other');
  const refused = (await flood).filter(({ status }) => status === 'rejected');
  assert.equal(refused.length, 29);
  for (const one of refused)
    assert.equal(one.status === 'rejected' && (one.reason as { type?: string }).type, 'rate_limited');
});
