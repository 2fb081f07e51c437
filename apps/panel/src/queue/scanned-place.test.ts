import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scannedPlace } from './scanned-place.ts';

const id = 'abcdefghijklmnopqrstug';

test('what a scanner types of a form leads to the pupil, under whichever address it was printed', () => {
  for (const origin of ['http://localhost:8083', 'https://panel.szkola.example'])
    assert.equal(scannedPlace(` ${origin}/pupils/${id}\n`), `/pupils/${id}`);
  assert.equal(scannedPlace(`https://panel.szkola.example/orders/${id}`), `/orders/${id}`);
});

test('what a person types is searched for', () => {
  const typed = [
    'Nowak',
    '2026/0412',
    `/pupils/${id}`,
    `https://x.example/login#token=${id}`,
    'https://x.example/pupils/kos',
  ];
  for (const text of typed) assert.equal(scannedPlace(text), undefined, text);
});
