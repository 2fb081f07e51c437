import assert from 'node:assert/strict';
import { test } from 'node:test';
import { warsawDayStartAt } from '@mleg/core/calendar/warsaw';
import { cardState } from './card-state.ts';

const noon = (on: string): number => warsawDayStartAt(on) + 43_200;
const nowAt = noon('2026-11-25');
const valid = { word: 'valid', checkedAt: nowAt - 60 } as const;

test('what the school said weighs more than a date: a revoked ID is not called expired', () => {
  const status = { word: 'revoked', checkedAt: nowAt } as const;
  assert.deepEqual(cardState({ validUntil: '2020-01-01', status }, nowAt), { kind: 'revoked' });
});

test('the last day of the paper ID is a valid day in Poland, the next one is not (rules.md V3)', () => {
  const kind = (at: number): string =>
    cardState({ validUntil: '2026-11-25', status: { word: 'valid', checkedAt: at } }, at).kind;
  assert.equal(kind(warsawDayStartAt('2026-11-26') - 1), 'expiring');
  assert.equal(kind(warsawDayStartAt('2026-11-26')), 'expired');
});

test('thirty days before the end the days are counted', () => {
  assert.deepEqual(cardState({ validUntil: '2026-12-07', status: valid }, nowAt), {
    kind: 'expiring',
    daysLeft: 12,
  });
  assert.equal(cardState({ validUntil: '2026-12-26', status: valid }, nowAt).kind, 'in_order');
});

test('a status of more than a week ago is called old, and none at all unchecked', () => {
  const status = { word: 'valid', checkedAt: nowAt - 9 * 86_400 } as const;
  assert.deepEqual(cardState({ validUntil: '2027-09-30', status }, nowAt), { kind: 'old', days: 9 });
  assert.equal(cardState({ validUntil: '2027-09-30', status: undefined }, nowAt).kind, 'unchecked');
});
