import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createVault } from '../../keys/vault.ts';
import { createStatusIndex, createStatusPosition, STATUS_LIST_SIZE } from './status-index.ts';

test('gives every position of a list an index of its own', () => {
  const indexOf = createStatusIndex(createVault(Buffer.alloc(32, 7)));
  const taken = new Uint8Array(STATUS_LIST_SIZE);
  for (let position = 0; position < STATUS_LIST_SIZE; position += 1) {
    const index = indexOf(4, position);
    assert.equal(taken[index], 0);
    taken[index] = 1;
  }
});

test('gives another order to another list and under another key', () => {
  const indexOf = createStatusIndex(createVault(Buffer.alloc(32, 7)));
  const other = createStatusIndex(createVault(Buffer.alloc(32, 8)));
  const first = Array.from({ length: 200 }, (_, position) => indexOf(0, position));
  assert.notDeepEqual(
    first,
    Array.from({ length: 200 }, (_, position) => indexOf(2, position)),
  );
  assert.notDeepEqual(
    first,
    Array.from({ length: 200 }, (_, position) => other(0, position)),
  );
});

test('puts neighbours far apart: no more close pairs than chance gives', () => {
  const indexOf = createStatusIndex(createVault(Buffer.alloc(32, 7)));
  let close = 0;
  for (let position = 0; position < 10_000; position += 1) {
    if (Math.abs(indexOf(0, position) - indexOf(0, position + 1)) < 1024) close += 1;
  }
  // Expected about 20 of 10,000.
  assert.ok(close < 60, `${close} close pairs`);
});

test('finds the position of every index again, and of none that no list has', () => {
  const vault = createVault(Buffer.alloc(32, 7));
  const indexOf = createStatusIndex(vault);
  const positionOf = createStatusPosition(vault);
  for (let position = 0; position < STATUS_LIST_SIZE; position += 997)
    for (const list of [0, 3]) assert.equal(positionOf(list, indexOf(list, position)), position);
  for (const index of [-1, 0.5, STATUS_LIST_SIZE, Number.NaN]) assert.equal(positionOf(0, index), undefined);
});
