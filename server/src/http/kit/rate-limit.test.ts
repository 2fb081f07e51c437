import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientOf, createRateLimiter } from './rate-limit.ts';

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
