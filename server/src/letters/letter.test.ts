import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitRuns } from './fonts.ts';
import { createLetter, type LetterInput } from './letter.ts';

const input: LetterInput = {
  language: 'pl',
  school: {
    name: 'Szkoła Podstawowa im. Hugona Kołłątaja w Przykładowie',
    address: 'ul. Szkolna 1, 00-000 Przykładowo',
    phone: '00 000 00 00',
    officeHours: '7.00–15.00',
  },
  pupilName: 'Żaneta Źrebiec-Gżegżółka',
  classGroup: '7c',
  offer: {
    walletLink:
      'http://localhost:8081/add#credential_offer_uri=http%3A%2F%2Flocalhost%3A8080%2Foid4vci%2Foffers%2F1.abc',
    typedCode: 'AB12-CD34-EF56',
    txCode: '12345678',
    lockCode: 'ZZ12-CD34-EF56',
    expiresAt: 1_790_000_000,
  },
  walletUrl: 'http://localhost:8081',
  portalUrl: 'http://localhost:8080',
  demo: true,
};

/** How many pages a PDF has, by its page objects. */
function pagesOf(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;
}

test('an activation letter is one A4 page in every language', async () => {
  for (const language of ['pl', 'en', 'uk'] as const) {
    const pdf = await createLetter({ ...input, language });
    assert.equal(pdf.subarray(0, 5).toString('latin1'), '%PDF-');
    assert.equal(pagesOf(pdf), 1, language);
    assert.ok(pdf.length < 200_000, `${language}: ${pdf.length} bytes`);
  }
});

test('names that fill the line do not push the letter onto a second page', async () => {
  const long = 'Bardzo-Długie Nazwisko'.repeat(5).slice(0, 120);
  assert.equal(
    pagesOf(await createLetter({ ...input, pupilName: long, classGroup: 'oddział przedszkolny' })),
    1,
  );
});

test('every Polish and Ukrainian letter is set in a font file that has it', () => {
  const runs = splitRuns('Łódź Їжак ąęśćńżź');
  assert.deepEqual(
    runs.map((run) => run.subset).filter((subset, at, all) => subset !== all[at - 1]).length > 2,
    true,
  );
  assert.equal(runs.map((run) => run.text).join(''), 'Łódź Їжак ąęśćńżź');
  assert.equal(splitRuns('Ї')[0]?.subset, 'cyrillic');
  assert.equal(splitRuns('ł')[0]?.subset, 'latin-ext');
  assert.equal(splitRuns('ó')[0]?.subset, 'latin');
});
