import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawFace } from './drawn-face.ts';
import { createGate } from './gate.ts';
import { readPhoto } from './read-photo.ts';

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test('never more than so many at once, in their order, and a failure gives its place on', async () => {
  const gate = createGate({ running: 2, waiting: 10 });
  const started: number[] = [];
  let running = 0;
  let most = 0;
  const work = (n: number) => async (): Promise<number> => {
    started.push(n);
    running += 1;
    most = Math.max(most, running);
    await pause();
    running -= 1;
    if (n === 3) throw new Error('three');
    return n;
  };
  const all = await Promise.allSettled([0, 1, 2, 3, 4, 5].map((n) => gate(work(n))));
  assert.equal(most, 2);
  assert.deepEqual(started, [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(
    all.map(({ status }) => status === 'fulfilled'),
    [true, true, true, false, true, true],
  );
  assert.equal(await gate(async () => 'free again'), 'free again');
});

test('who comes when too many wait is told to come later', async () => {
  const gate = createGate({ running: 1, waiting: 1 });
  const [first, second, third] = await Promise.allSettled([gate(pause), gate(pause), gate(pause)]);
  assert.deepEqual([first?.status, second?.status], ['fulfilled', 'fulfilled']);
  assert.ok(third?.status === 'rejected' && (third.reason as { type?: string }).type === 'rate_limited');
});

test('a flood of photos does not fill the memory: few are unpacked at once, and few wait', async () => {
  const photo = await drawFace(2);
  const all = await Promise.allSettled(Array.from({ length: 60 }, () => readPhoto(photo)));
  const refused = all.filter(({ status }) => status === 'rejected');
  assert.ok(refused.length > 10 && refused.length < 60, `${refused.length} refused`);
  for (const one of refused)
    assert.equal(one.status === 'rejected' && (one.reason as { type?: string }).type, 'rate_limited');
  await readPhoto(photo);
});
