import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepFrom } from './queue-walk.ts';

test('the queue is walked forward and back and ends at its ends', () => {
  assert.equal(stepFrom(0, -1, 1, 3), 1);
  assert.equal(stepFrom(2, -1, -1, 3), 1);
  assert.equal(stepFrom(2, -1, 1, 3), undefined);
  assert.equal(stepFrom(0, -1, -1, 3), undefined);
});

test('after a case is settled and gone, the next one is the one that moved up to its place', () => {
  assert.equal(stepFrom(-1, 4, 1, 10), 4);
  assert.equal(stepFrom(-1, 4, -1, 10), 3);
  assert.equal(stepFrom(-1, 0, -1, 10), undefined);
  assert.equal(stepFrom(-1, 9, 1, 9), undefined);
});

test('a case that was never in the queue leads to its beginning, and an empty queue nowhere', () => {
  assert.equal(stepFrom(-1, -1, 1, 5), 0);
  assert.equal(stepFrom(-1, -1, 1, 0), undefined);
});
