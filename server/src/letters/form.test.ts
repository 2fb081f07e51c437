import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formKinds } from '@mleg/core/catalogue/forms';
import { createForm, type FormInput } from './form.ts';
import { formTexts } from './form-text.ts';
import { readPdf } from './pdf-fixture.ts';

const input: FormInput = {
  kind: 'issue',
  language: 'pl',
  school: {
    name: 'Szkoła Podstawowa im. Hugona Kołłątaja w Przykładowie',
    address: 'ul. Szkolna 1, 00-000 Przykładowo',
  },
  pupil: {
    name: 'Żaneta Źrebiec-Gżegżółka',
    classGroup: '7c',
    paperNumber: '12/2026',
    paperIssuedOn: '2026-09-01',
    caseNumber: '2026/0412',
    scan: 'http://localhost:8083/pupils/abcdefghijklmnopqrstug',
  },
  printedAt: Date.UTC(2026, 10, 30) / 1000,
  demo: true,
};
const pagesOf = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;
const textOf = (pdf: Buffer): string =>
  readPdf(pdf)
    .parts.map(({ text }) => text)
    .join('\n');

test('A16: every form is one page in every language, of a pupil and blank, and says what it is', async () => {
  for (const language of ['pl', 'en', 'uk'] as const)
    for (const kind of formKinds)
      for (const pupil of [input.pupil, undefined]) {
        const pdf = await createForm({ ...input, kind, language, pupil });
        assert.equal(pagesOf(pdf), 1, `${kind} ${language}`);
        const text = textOf(pdf);
        assert.ok(text.includes(formTexts[language].titles[kind]), `${kind} ${language}`);
        assert.equal(text.includes('Żaneta Źrebiec-Gżegżółka'), pupil !== undefined);
        assert.equal(text.includes('2026/0412'), pupil !== undefined);
      }
});

test('a long name stays on its page', async () => {
  const name = 'Aleksandra Wiktoria Brzęczyszczykiewicz-Konstantynopolska-Żółtowska-Gżegżółka';
  const pdf = await createForm({ ...input, pupil: input.pupil && { ...input.pupil, name } });
  assert.equal(pagesOf(pdf), 1);
  assert.ok(textOf(pdf).replaceAll('\n', ' ').includes('Brzęczyszczykiewicz-Konstantynopolska'));
});
