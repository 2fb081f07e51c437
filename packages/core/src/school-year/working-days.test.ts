import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { warsawDayOf } from '../calendar/warsaw.ts';
import { endOfSchoolYear } from './school-year.ts';
import { dueAfterWorkingDays, isDayOff, workingDaysLeft } from './working-days.ts';

type Examples = {
  holidays: Record<string, Record<string, string>>;
  examples: { request: string; due_7_working: string }[];
  timezone_examples: { utc: string; warsaw: string; due_7_working: string }[];
};
const path = fileURLToPath(new URL('../../../../../shared/cases/calendar_examples.json', import.meta.url));
const skip = existsSync(path) ? false : 'SKIPPED: ../shared is not beside the checkout';
const calendar = (): Examples => JSON.parse(readFileSync(path, 'utf8')) as Examples;

test('every statutory day off of the calendar is known, and no other day of those years', { skip }, () => {
  for (const [year, days] of Object.entries(calendar().holidays)) {
    for (let at = Date.UTC(Number(year), 0, 1); at < Date.UTC(Number(year) + 1, 0, 1); at += 86_400_000) {
      const on = new Date(at).toISOString().slice(0, 10);
      assert.equal(isDayOff(on), on in days, on);
    }
  }
});

test('seven working days are counted as in the examples', { skip }, () => {
  for (const one of calendar().examples)
    assert.equal(dueAfterWorkingDays(one.request, 7), one.due_7_working, one.request);
});

test('the day of receipt is the day in Poland', { skip }, () => {
  for (const one of calendar().timezone_examples) {
    const on = warsawDayOf(Date.parse(one.utc) / 1000);
    assert.equal(on, one.warsaw);
    assert.equal(dueAfterWorkingDays(on, 7), one.due_7_working);
  }
});

test('Christmas Eve is a day off since 2025', () => {
  assert.equal(isDayOff('2024-12-24'), false);
  assert.equal(isDayOff('2025-12-24'), true);
});

test('the school’s closures count as days off (rules.md O2)', () => {
  assert.equal(dueAfterWorkingDays('2026-09-01', 1), '2026-09-02');
  assert.equal(dueAfterWorkingDays('2026-09-01', 1, new Set(['2026-09-02', '2026-09-03'])), '2026-09-04');
});

test('days left are none on the due day and negative when late', () => {
  assert.equal(workingDaysLeft('2026-09-10', '2026-09-10'), 0);
  assert.equal(workingDaysLeft('2026-09-08', '2026-09-10'), 2);
  assert.equal(workingDaysLeft('2026-09-11', '2026-09-10'), -1);
  assert.equal(workingDaysLeft('2026-09-13', '2026-09-11'), -1);
});

test('an ID issued in a school year is valid to 30 September after it', () => {
  assert.equal(endOfSchoolYear('2026-09-10'), '2027-09-30');
  assert.equal(endOfSchoolYear('2027-03-01'), '2027-09-30');
  assert.equal(endOfSchoolYear('2026-08-31'), '2026-09-30');
});

/** Easter Sunday by another way to reckon it (Meeus, Jones, Butcher). */
function easterOf(year: number): string {
  const a = year % 19;
  const [b, c] = [Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const [i, k] = [Math.floor(c / 4), c % 4];
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const day = ((h + l - 7 * m + 114) % 31) + 1;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

test('the movable feasts are where another reckoning has them, for two centuries', () => {
  for (let year = 1950; year <= 2150; year += 1) {
    const easter = Date.parse(easterOf(year)) / 86_400_000;
    const on = (after: number): string => new Date((easter + after) * 86_400_000).toISOString().slice(0, 10);
    for (const after of [0, 1, 49, 60]) assert.equal(isDayOff(on(after)), true, `${year} ${after}`);
  }
});
