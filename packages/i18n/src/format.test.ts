import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDay, formatMoment } from './format.ts';
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
