import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOf, formatDay, formatMoment } from './format.ts';
import { changeLocale } from './locale.ts';

Object.assign(globalThis, { document: { documentElement: { lang: '' } } });

test('a day fits into a sentence in each language: it never ends with a full stop', () => {
  for (const [locale, wanted] of [
    ['pl', '1 września 2026'],
    ['en', 'September 1, 2026'],
    ['uk', '1 вересня 2026'],
  ] as const) {
    changeLocale(locale);
    assert.equal(formatDay('2026-09-01'), wanted);
    assert.doesNotMatch(formatMoment('2026-09-01T10:00:00Z'), /\b[rр]\.|\.$/u);
  }
});

test('a moment’s day is the one in Poland, whatever the language', () => {
  for (const locale of ['pl', 'en', 'uk'] as const) {
    changeLocale(locale);
    assert.equal(dayOf('2026-12-30T22:59:59Z'), '2026-12-30');
    assert.equal(dayOf('2026-12-30T23:00:00Z'), '2026-12-31');
    assert.equal(dayOf(Date.UTC(2026, 5, 30, 22)), '2026-07-01');
  }
});
