import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doorOf, missingParts, type OrderState, orderComesFrom, stateOfParts } from './order.ts';

test('half cases join: an order without a photo, a form or a paper ID says what it waits for (rules.md O1)', () => {
  assert.deepEqual(missingParts({ hasPortrait: false, hasValidPaperId: false, applicationMissing: true }), [
    'portrait',
    'application',
    'paper_id',
  ]);
  assert.deepEqual(missingParts({ hasPortrait: true, hasValidPaperId: true, applicationMissing: false }), []);
  assert.equal(stateOfParts(['paper_id']), 'incomplete');
  assert.equal(stateOfParts([]), 'to_check');
});

test('an order moves forward only: nothing leaves refused, withdrawn or closed', () => {
  const ended: OrderState[] = ['refused', 'withdrawn', 'closed'];
  for (const from of Object.values(orderComesFrom).flat()) assert.ok(!ended.includes(from), from);
});

test('nothing is accepted that was not complete', () => {
  assert.ok(!orderComesFrom.accepted.includes('incomplete'));
});

test('portal and school software stand for the journal; what the office writes down at the desk passes no door (rules.md O3)', () => {
  for (const channel of ['portal', 'api', 'journal'] as const) assert.equal(doorOf(channel), 'journal');
  assert.equal(doorOf('paper'), 'paper');
  assert.equal(doorOf('mailbox'), 'mailbox');
  assert.equal(doorOf('desk'), undefined);
});
