import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classKey, tidyClass } from './class-name.ts';
import { judgeBirth, judgeIssuedOn, judgeValidUntil } from './days-that-can-be.ts';

const TODAY = '2026-10-15';

test('an ID is issued today or before, and valid at most two years beyond the school’s own rule (rules.md I1b)', () => {
  assert.equal(judgeIssuedOn(TODAY, TODAY), 'fine');
  for (const day of ['2026-10-16', '2029-09-01', '1949-12-31', '2026-02-30', '2026-99-99'])
    assert.equal(judgeIssuedOn(day, TODAY), 'impossible', day);
  const until = (day: string): string => judgeValidUntil(day, '2026-09-01', TODAY);
  assert.deepEqual(['2026-09-01', '2027-09-30'].map(until), ['fine', 'fine']);
  assert.deepEqual(['2027-10-01', '2028-09-30', '2029-09-30'].map(until), ['odd', 'odd', 'odd']);
  for (const day of ['2029-10-01', '2072-09-30', '2099-12-31', '2026-08-31', '2027-02-29'])
    assert.equal(until(day), 'impossible', day);
  assert.equal(
    judgeValidUntil('2027-09-30', '2026-06-20', '2026-06-25'),
    'fine',
    'made in summer for the next year',
  );
});

test('nobody born in 1900 or last year goes to school; a grown-up may, and is looked at (rules.md I1b)', () => {
  for (const day of ['1900-01-01', '1899-12-31', '1936-10-14', '2023-10-16', '2031-05-17'])
    assert.equal(judgeBirth(day, TODAY), 'impossible', day);
  assert.deepEqual(
    ['2022-01-01', '1980-01-01'].map((day) => judgeBirth(day, TODAY)),
    ['odd', 'odd'],
  );
  assert.deepEqual(
    ['2014-05-17', '2002-01-01', '2019-12-24'].map((day) => judgeBirth(day, TODAY)),
    ['fine', 'fine', 'fine'],
  );
});

test('one class spelt in two ways is one class, two classes are two (rules.md I1c)', () => {
  for (const text of [
    '1a',
    '1A',
    '1 a',
    '1 A',
    'kl. 1a',
    'Kl.1A',
    'klasa 1a',
    'Klasa I a',
    'Ia',
    'I A',
    '1-a',
    '1.a',
    '01a',
    'oddział 1a',
    ' 1a ',
  ])
    assert.equal(classKey(text), '1a', text);
  assert.deepEqual(['IV', '4', 'IVb', 'VIII c', 'IX', 'XIa'].map(classKey), [
    '4',
    '4',
    '4b',
    '8c',
    '9',
    '11a',
  ]);
  assert.notEqual(classKey('1a'), classKey('1b'));
  assert.notEqual(classKey('1a'), classKey('11a'));
  assert.deepEqual(['kl. 1a', 'oddział przedszkolny', 'klasa', '  4  TI '].map(tidyClass), [
    '1a',
    'oddział przedszkolny',
    'klasa',
    '4 TI',
  ]);
});
