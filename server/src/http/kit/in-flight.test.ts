import assert from 'node:assert/strict';
import { test } from 'node:test';
import { announcedBytes, createInFlight } from './in-flight.ts';

test('bodies on their way in are bounded, of one caller and of all, and an end gives its room back once', () => {
  const { take } = createInFlight({ bytes: 100, bytesPerCaller: 60 });
  const first = take('a', 50);
  assert.ok(first);
  assert.equal(take('a', 11), undefined);
  const second = take('b', 50);
  assert.ok(second);
  assert.equal(take('c', 1), undefined);
  first();
  first();
  assert.ok(take('a', 50));
  assert.equal(take('c', 1), undefined);
});

test('a body that does not say how long it is counts as the longest', () => {
  assert.equal(announcedBytes('12', 100), 12);
  assert.equal(announcedBytes('0', 100), 0);
  for (const length of [undefined, '-1', 'x', '1e9']) assert.equal(announcedBytes(length, 100), 100);
});
