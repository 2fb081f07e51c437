import assert from 'node:assert/strict';
import { test } from 'node:test';
import { charactersOf, lacksLetters, SUBSETS, splitRuns } from './fonts.ts';
import { createLetter, type LetterInput } from './letter.ts';
import { readPdf } from './pdf-fixture.ts';

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
  // 31 December 2026 in Poland, still the 30th in London.
  printedAt: Date.UTC(2026, 11, 30, 23, 30) / 1000,
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

/** All that a letter says, in the order of reading. */
async function textOf(parts: Partial<LetterInput>): Promise<string> {
  return readPdf(await createLetter({ ...input, ...parts }))
    .parts.map(({ text }) => text)
    .join('\n');
}

test('a name is printed with every letter that the installed font has', async () => {
  for (const name of [
    'Nguyễn Thị Hồng Đào',
    'Қайрат Әбдіғалиұлы Өмірбеков',
    'STRAẞE Weiß',
    'Дмитро Їжакевич-Ґонта',
    'Ђорђе Љубичић Џанко',
    'Ҷамшед Қӯрғонтеппа',
    'Елени Παπαδοπούλου Ἀθηνᾶ',
    'Đặng Ŋǯəŋ ʻOkina O’Brien d’Arc',
    'Łukasz Żółć Ștefănescu Țîrlea',
    'Şahin Ağaoğlu Iİıi',
  ]) {
    assert.ok((await textOf({ pupilName: name })).includes(name), name);
    assert.equal(lacksLetters(name), false, name);
  }
  // Its signs are not drawn in the order in which they are written.
  assert.equal(lacksLetters('अमित कुमार'), false);
});

test('a letter that comes in pieces is put together where the font has it whole', async () => {
  const pieces = 'Żółć Nguyễn'.normalize('NFD');
  assert.ok((await textOf({ pupilName: pieces })).includes('Żółć Nguyễn'));
});

test('a letter that no file of the font has is seen to be missing, and the letter says so', async () => {
  for (const [name, shown] of [
    ['გია Nowak', '[?][?][?] Nowak'],
    ['王芳', '[?][?]'],
    ['Ali علي', 'Ali [?][?][?]'],
    ['Anna 😀', 'Anna [?]'],
  ] as const) {
    const text = await textOf({ pupilName: name, language: 'en' });
    assert.ok(text.includes(`For: ${shown}, 7c`), name);
    assert.match(text, /The sign \[\?\] stands for a letter/);
  }
  assert.doesNotMatch(await textOf({ language: 'en' }), /\[\?\]/);
});

test('nothing invisible of a name turns the line around', async () => {
  const text = await textOf({ pupilName: 'Anna\u202e\u200b\u0007 Nowak\u00a0Kos' });
  assert.ok(text.includes('Anna Nowak Kos'));
});

test('both weights of a file have the same letters', () => {
  for (const subset of SUBSETS) {
    const regular = charactersOf(subset, 400);
    assert.ok(regular.size > 20, subset);
    assert.deepEqual(regular, charactersOf(subset, 700), subset);
  }
});

test('a letter has the day of its printing in Poland, in the language of the reader', async () => {
  assert.match(await textOf({ language: 'pl' }), /^Wydrukowano: 31 grudnia 2026 r\.$/m);
  assert.match(await textOf({ language: 'en' }), /^Printed on: 31 December 2026$/m);
  assert.match(await textOf({ language: 'uk' }), /^Надруковано: 31 грудня 2026 р\.$/m);
});

test('a screen reader is told what each part of the letter is, in the order of reading', async () => {
  for (const [language, locale] of [
    ['pl', 'pl-PL'],
    ['en', 'en-GB'],
    ['uk', 'uk-UA'],
  ] as const) {
    const pdf = readPdf(await createLetter({ ...input, language }));
    assert.ok(pdf.catalogue.includes(`/Lang (${locale})`), language);
    assert.match(pdf.catalogue, /\/StructTreeRoot \d+ 0 R/);
    assert.match(pdf.objects, /\/Marked true/);
    assert.match(pdf.objects, /\/DisplayDocTitle true/);
    const tags = pdf.parts.map(({ tag }) => tag);
    assert.equal(tags.filter((tag) => tag === 'H1').length, 1);
    assert.deepEqual(
      tags.filter((tag) => tag === 'Figure' || tag === 'LBody' || tag === 'H2'),
      ['Figure', 'H2', 'H2', 'LBody', 'LBody', 'LBody', 'LBody', 'H2'],
    );
    assert.match(pdf.objects, /\/S \/Figure[\s\S]*?\/Alt \(/);
    for (const type of ['Document', 'L', 'LI', 'Lbl']) assert.ok(pdf.objects.includes(`/S /${type}`), type);
  }
});

test('the title that the window shows names nobody', async () => {
  const pdf = (await createLetter({ ...input, pupilName: 'Zuzanna Nowak' })).toString('latin1');
  const plain = pdf.replaceAll('\0', '');
  assert.match(plain, /^\(\xfe\xffmLegitymacja/m);
  assert.ok(!plain.includes('Nowak'));
});
