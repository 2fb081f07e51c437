import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGate } from './gate.ts';

test('work waits for its turn in the order in which it came, and one too many is told so', async () => {
  const gate = createGate({ running: 1, waiting: 2 });
  const order: string[] = [];
  const ends: (() => void)[] = [];
  const work = (name: string) => () =>
    new Promise<void>((resolve) => {
      order.push(name);
      ends.push(resolve);
    });
  const all = ['a', 'b', 'c'].map((name) => gate(work(name)));
  await assert.rejects(
    gate(async () => undefined),
    { type: 'rate_limited' },
  );
  for (let at = 0; at < 3; at += 1) {
    ends[at]?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(all);
  assert.deepEqual(order, ['a', 'b', 'c']);
});

test('a place is given back when the work fails', async () => {
  const gate = createGate({ running: 1, waiting: 0 });
  await assert.rejects(gate(() => Promise.reject(new Error('broken'))));
  assert.equal(await gate(async () => 'next'), 'next');
});
