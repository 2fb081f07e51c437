import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cluesOf } from './clues.ts';
import type { IntakeMessage } from './message.ts';
import { createRegisterIndex } from './register-index.ts';
import { pupils } from './school-fixture.ts';

const index = createRegisterIndex(pupils);
const TODAY = '2026-11-30';
const letter = (part: Partial<IntakeMessage>): IntakeMessage => ({
  channel: 'email',
  from: { name: 'Anna Górecka', email: 'anna.gorecka@dom.example' },
  subject: '',
  body: '',
  files: [],
  headers: {},
  openCases: [],
  credentials: [],
  ...part,
});

test('clues say what points to a pupil and where it stands', () => {
  const message = letter({
    subject: 'mLegitymacja dla Oli Góreckiej 4a',
    body: 'przesyłam zdjęcie Aleksandry',
    files: [{ name: 'gorecka_4A.jpg', type: 'image/jpeg', size: 90_000 }],
  });
  assert.deepEqual(cluesOf(message, index, 'ola', TODAY), [
    { where: 'subject', what: 'name', agrees: true },
    { where: 'subject', what: 'class', agrees: true },
    { where: 'body', what: 'given_name', agrees: true },
    { where: 'file', what: 'surname', agrees: true },
    { where: 'file', what: 'class', agrees: true },
    { where: 'sender', what: 'guardian', agrees: true },
  ]);
});

test('another class is a clue against', () => {
  const message = letter({ subject: 'Aleksandra Górecka 7b', from: { name: 'X', email: 'x@y.example' } });
  assert.deepEqual(cluesOf(message, index, 'ola', TODAY), [
    { where: 'subject', what: 'name', agrees: true },
    { where: 'subject', what: 'class', agrees: false },
  ]);
});

test('nobody of the school has clues', () => {
  assert.deepEqual(cluesOf(letter({ subject: 'Aleksandra Górecka' }), index, 'nobody', TODAY), []);
});
