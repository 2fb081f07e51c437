import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ageFlagsOn, ageOn, nextAgeFlagChangeOn } from './age.ts';
import { dateToDays, daysInMonth, daysToDate, isDay } from './days.ts';

test('counts days as the calendar does, there and back', () => {
  assert.equal(dateToDays('1970-01-01'), 0);
  fc.assert(
    fc.property(fc.integer({ min: -60_000, max: 60_000 }), (days) => {
      assert.equal(daysToDate(days), new Date(days * 86_400_000).toISOString().slice(0, 10));
      assert.equal(dateToDays(daysToDate(days)), days);
    }),
  );
});

test('refuses what is no day of the calendar', () => {
  for (const on of ['2026-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '26-04-01', '', '2026-04-01 ']) {
    assert.throws(() => dateToDays(on), { type: 'invalid_input' }, on);
  }
});

test('a day must exist in the calendar, and be written as one', () => {
  for (const on of [
    '2024-02-29',
    '2000-02-29',
    '2026-01-01',
    '2026-12-31',
    '2026-04-30',
    '0001-01-01',
    '9999-12-31',
  ])
    assert.equal(isDay(on), true, on);
  for (const on of [
    ...[
      '0000-01-01',
      '2023-02-29',
      '1900-02-29',
      '2100-02-29',
      '2023-13-01',
      '2023-00-10',
      '2023-01-00',
      '2026-04-31',
    ],
    ...['2026-01-32', '2026-99-99', '2023-1-1', '', 'x', '2026-01-01 ', '+2026-01-01', '02026-01-01'],
  ])
    assert.equal(isDay(on), false, on);
});

test('a month has the days that the calendar gives it', () => {
  const lengths = (year: number): number[] =>
    Array.from({ length: 12 }, (_, at) => daysInMonth(year, at + 1));
  for (const year of [1900, 2000, 2023, 2024, 2100]) {
    const wanted = Array.from({ length: 12 }, (_, at) => new Date(Date.UTC(year, at + 1, 0)).getUTCDate());
    assert.deepEqual(lengths(year), wanted, String(year));
  }
});

test('is a year older on the birthday itself, and on 28 February for a leap-day child', () => {
  assert.equal(ageOn('2010-09-15', '2026-09-14'), 15);
  assert.equal(ageOn('2010-09-15', '2026-09-15'), 16);
  assert.equal(ageOn('2012-02-29', '2025-02-27'), 12);
  assert.equal(ageOn('2012-02-29', '2025-02-28'), 13);
  assert.equal(ageOn('2012-02-29', '2028-02-28'), 15);
  assert.equal(ageOn('2012-02-29', '2028-02-29'), 16);
});

test('ends a set of age flags on the next birthday that changes one', () => {
  assert.deepEqual(ageFlagsOn('2013-05-03', '2026-09-14'), [true, true, false, false, false]);
  assert.equal(nextAgeFlagChangeOn('2013-05-03', '2026-09-14'), '2029-05-03');
  assert.equal(nextAgeFlagChangeOn('2013-05-03', '2029-05-03'), '2031-05-03');
  assert.equal(nextAgeFlagChangeOn('2002-05-03', '2026-05-02'), '2026-05-03');
  assert.equal(nextAgeFlagChangeOn('2002-05-03', '2026-05-03'), undefined);
});

test('never lets a flag change before the day that was named', () => {
  const day = fc.integer({ min: dateToDays('1995-01-01'), max: dateToDays('2026-01-01') });
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: 12_000 }), (born, later) => {
      const bornOn = daysToDate(born);
      const on = daysToDate(born + later);
      const next = nextAgeFlagChangeOn(bornOn, on) ?? '2100-01-01';
      assert.deepEqual(ageFlagsOn(bornOn, daysToDate(dateToDays(next) - 1)), ageFlagsOn(bornOn, on));
      if (next !== '2100-01-01') assert.notDeepEqual(ageFlagsOn(bornOn, next), ageFlagsOn(bornOn, on));
    }),
  );
});
