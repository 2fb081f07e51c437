import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { expOfLastDay, roundToDay } from '../credential/validity.ts';
import { ageFlagYears, ageInYears, ageOver } from './age.ts';
import { daysToDate } from './days.ts';
import { warsawDayOf, warsawDayStartAt, warsawOffsetSeconds } from './warsaw.ts';

const warsaw = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Warsaw',
  dateStyle: 'short',
  timeStyle: 'medium',
});
/** From 1996, when the EU's rule began in Poland, to 2090. */
const epochSecond = fc.integer({ min: Date.UTC(1996, 0, 1) / 1000, max: Date.UTC(2090, 0, 1) / 1000 });
const day = fc
  .integer({ min: Date.UTC(1996, 0, 2) / 86_400_000, max: Date.UTC(2090, 0, 1) / 86_400_000 })
  .map(daysToDate);

test('knows the time in Poland as the time zone database does, to the second', () => {
  fc.assert(
    fc.property(epochSecond, (at) => {
      const local = new Date((at + warsawOffsetSeconds(at)) * 1000).toISOString();
      assert.equal(local.slice(0, 19).replace('T', ' '), warsaw.format(at * 1000));
      assert.equal(warsawDayOf(at), warsaw.format(at * 1000).slice(0, 10));
    }),
    { numRuns: 500 },
  );
});

test('changes the clocks at 01:00 UTC on the last Sunday of March and October, every year', () => {
  for (let year = 1996; year <= 2090; year += 1) {
    for (const [month, before, after] of [
      [2, 3600, 7200],
      [9, 7200, 3600],
    ] as const) {
      const last = new Date(Date.UTC(year, month, 31));
      const at = (last.getTime() - last.getUTCDay() * 86_400_000) / 1000 + 3600;
      assert.equal(warsawOffsetSeconds(at - 1), before);
      assert.equal(warsawOffsetSeconds(at), after);
      assert.equal(warsaw.format(at * 1000).slice(11), after === 7200 ? '03:00:00' : '02:00:00');
    }
  }
});

test('begins a day at midnight in Poland, on every day', () => {
  fc.assert(
    fc.property(day, (on) => {
      const at = warsawDayStartAt(on);
      assert.equal(warsaw.format(at * 1000), `${on} 00:00:00`);
    }),
    { numRuns: 500 },
  );
});

test('ends a credential with the first second after the last day of the paper ID (rules.md V3)', () => {
  for (const [last, end] of [
    ['2027-09-30', '2027-09-30T22:00:00Z'],
    ['2027-12-31', '2027-12-31T23:00:00Z'],
    ['2027-03-27', '2027-03-27T23:00:00Z'],
    ['2027-03-28', '2027-03-28T22:00:00Z'],
    ['2027-10-30', '2027-10-30T22:00:00Z'],
    ['2027-10-31', '2027-10-31T23:00:00Z'],
    ['2028-02-29', '2028-02-29T23:00:00Z'],
  ] as const) {
    const exp = expOfLastDay(last);
    assert.equal(exp, Date.parse(end) / 1000, last);
    assert.equal(warsawDayOf(exp - 1), last);
    assert.notEqual(warsawDayOf(exp), last);
  }
  assert.throws(() => expOfLastDay('2027-02-29'), { type: 'invalid_input' });
});

test('rounds a time to the day, so that copies of a batch look alike (SDJ-020)', () => {
  fc.assert(
    fc.property(epochSecond, (at) => {
      const rounded = roundToDay(at);
      assert.ok(rounded <= at && at - rounded < 86_400);
      assert.match(new Date(rounded * 1000).toISOString(), /T00:00:00\.000Z$/);
    }),
  );
});

test('is older on the birthday itself, and on 28 February for who was born on the 29th', () => {
  assert.equal(ageInYears('2013-05-03', '2026-05-02'), 12);
  assert.equal(ageInYears('2013-05-03', '2026-05-03'), 13);
  assert.equal(ageInYears('2008-02-29', '2026-02-27'), 17);
  assert.equal(ageInYears('2008-02-29', '2026-02-28'), 18);
  assert.equal(ageInYears('2008-02-29', '2028-02-28'), 19);
  assert.equal(ageInYears('2008-02-29', '2028-02-29'), 20);
  assert.throws(() => ageInYears('2026-05-03', '2026-05-02'), { type: 'invalid_input' });
});

test('turns each age flag on the birthday, never before (rules.md V4)', () => {
  for (const years of ageFlagYears) {
    const birthday = `${2002 + years}-05-03`;
    assert.ok(ageOver('2002-05-03', birthday, years));
    assert.ok(!ageOver('2002-05-03', `${2002 + years}-05-02`, years));
  }
});

test('is over 24 on the 24th birthday itself (rules.md V4)', () => {
  assert.ok(!ageOver('2002-05-03', '2026-05-02', 24));
  assert.ok(ageOver('2002-05-03', '2026-05-03', 24));
  assert.ok(ageOver('2004-02-29', '2028-02-29', 24));
  assert.ok(!ageOver('2004-02-29', '2028-02-28', 24));
});
