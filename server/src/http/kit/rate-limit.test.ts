import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientOf, createRateLimiter, createWrongTries } from './rate-limit.ts';

test('who has a whole network of IPv6 addresses has one count', () => {
  const limiter = createRateLimiter(2, 60);
  assert.equal(limiter.take('2001:db8:1:2::1', 0), true);
  assert.equal(limiter.take('2001:db8:1:2:ffff::2', 0), true);
  assert.equal(limiter.take('2001:0db8:0001:0002:1:2:3:4', 0), false);
  assert.equal(limiter.take('2001:db8:1:3::1', 0), true, 'a neighbour is somebody else');
  assert.equal(limiter.take('2001:db8:1:2::9', 60), true, 'a window later');
});

test('an address is the same client however it is written', () => {
  assert.equal(clientOf('::ffff:192.0.2.1'), clientOf('192.0.2.1'));
  assert.notEqual(clientOf('192.0.2.1'), clientOf('192.0.2.2'));
  assert.equal(clientOf('fe80::1%eth0'), clientOf('fe80::2'));
  assert.equal(clientOf('::1'), '0:0:0:0');
  assert.equal(clientOf('2001:db8::'), '2001:db8:0:0');
  assert.equal(clientOf('2001:db8::1:2:3:4:5'), '2001:db8:0:1');
});

test('right tries of many behind one address are never too many; wrong ones are, also when they all come at once', async () => {
  const tries = createWrongTries(10, 3600);
  for (let at = 0; at < 500; at += 1) {
    assert.equal(await tries.enter('a', 0), true);
    tries.settle('a', false);
  }
  let wrong = 0;
  const atOnce = Array.from({ length: 100 }, async () => {
    if (!(await tries.enter('a', 0))) return;
    wrong += 1;
    await new Promise((resolve) => setImmediate(resolve));
    tries.settle('a', true);
  });
  await Promise.all(atOnce);
  assert.equal(wrong, 10);
  assert.equal(await tries.enter('a', 3599), false);
  assert.equal(await tries.enter('b', 3599), true);
  assert.equal(await tries.enter('a', 3600), true, 'another hour');
});

test('forty right tries that come at once all go on, a few at a time', async () => {
  const tries = createWrongTries(10, 3600);
  let running = 0;
  const outcomes = Array.from({ length: 40 }, async () => {
    const isFree = await tries.enter('a', 0);
    running += 1;
    assert.ok(running <= 10);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    tries.settle('a', false);
    return isFree;
  });
  assert.deepEqual([...new Set(await Promise.all(outcomes))], [true]);
});
