import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DomainError } from '@mleg/core/errors';
import { readDay } from './read-day.ts';
import { type ReadFile, type ReadRow, readFile } from './read-file.ts';
import { readPesel } from './read-pesel.ts';
import { RowError } from './row-issue.ts';
import { readTable } from './table.ts';

const TODAY = '2026-10-15';
const PESEL = '14251700013';

function read(file: string | Uint8Array, mapping = {}): ReadFile {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  return readFile(readTable(bytes, mapping), { mapping, today: TODAY });
}
function refusal(file: string | Uint8Array): unknown {
  try {
    read(file);
  } catch (error) {
    if (error instanceof DomainError) return error.details['reason'] ?? error.type;
    throw error;
  }
  return undefined;
}
const pupilsOf = ({ rows }: ReadFile): unknown[] =>
  rows.map((row) =>
    'register' in row ? `${row.register.pupil.surname} ${row.register.pupil.givenNames}` : row,
  );
const codesOf = (rows: readonly ReadRow[]): unknown[] =>
  rows.map((row) => ('issue' in row ? row.issue.code : 'ok'));

const LETTERS: Readonly<Record<string, string>> = {
  'windows-1250': 'ąćęłńóśźżĄĆĘŁŃÓŚŹŻ=B9E6EAB3F1F39C9FBFA5C6CAA3D1D38C8FAF',
  'iso-8859-2': 'ąćęłńóśźżĄĆĘŁŃÓŚŹŻ=B1E6EAB3F1F3B6BCBFA1C6CAA3D1D3A6ACAF',
  cp852: 'ąćęłńóśźżĄĆĘŁŃÓŚŹŻ=A586A988E4A298ABBEA48FA89DE3E0978DBD',
  mazovia: 'ąćęłńóśźżĄĆĘŁŃÓŚŹŻ=868D9192A4A29EA6A78F95909CA5A398A0A1',
};
function encode(text: string, page: string): Buffer {
  const [letters = '', bytes = ''] = (LETTERS[page] ?? '').split('=');
  return Buffer.from(
    [...text].map((letter) => {
      const at = letters.indexOf(letter);
      return at < 0 ? letter.charCodeAt(0) : Number.parseInt(bytes.slice(at * 2, at * 2 + 2), 16);
    }),
  );
}
const REGISTER = `nazwisko;imię;pesel;klasa\nGąska;Łucja;${PESEL};4a\nŹrebiec;Świętosława;${PESEL};4a\n`;

test('Windows-1250, ISO-8859-2, UTF-8 and UTF-16 of one register say the same (rules.md I1b)', () => {
  const wide = Buffer.from(REGISTER, 'utf16le');
  const swapped = Buffer.from(wide).swap16();
  const files: [string, Uint8Array][] = [
    ['utf-8', Buffer.from(REGISTER)],
    ['utf-8', Buffer.from(`\ufeff${REGISTER}`)],
    ['windows-1250', encode(REGISTER, 'windows-1250')],
    ['iso-8859-2', encode(REGISTER, 'iso-8859-2')],
    ['utf-16le', Buffer.concat([Buffer.from([0xff, 0xfe]), wide])],
    ['utf-16be', Buffer.concat([Buffer.from([0xfe, 0xff]), swapped])],
    ['utf-16le', wide],
    ['utf-16be', swapped],
  ];
  for (const [encoding, bytes] of files) {
    const file = read(bytes);
    assert.deepEqual([file.encoding, pupilsOf(file)], [encoding, ['Gąska Łucja', 'Źrebiec Świętosława']]);
  }
  for (const name of ['Gąska', 'Kość', 'Woźniak', 'Śliwa', 'Źrebiec', 'Ądka', 'Łoś', 'Müller'])
    for (const page of ['windows-1250', 'iso-8859-2']) {
      if (name === 'Müller') continue;
      const file = read(encode(`nazwisko;imie;pesel;klasa\n${name};Jan;${PESEL};4a\n`, page));
      assert.deepEqual(pupilsOf(file), [`${name} Jan`], `${name} ${page}`);
    }
});

test('a wrong encoding is refused whole, whatever broke it (rules.md I1b)', () => {
  const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
  const broken: [string, string | Uint8Array][] = [
    ['cp852', encode(REGISTER, 'cp852')],
    ['mazovia', encode(REGISTER, 'mazovia')],
    ['UTF-8 read as Latin-1', latin(Buffer.from(REGISTER))],
    ['UTF-8 read as 1250', new TextDecoder('windows-1250').decode(Buffer.from(REGISTER))],
    ['ISO-8859-2 read as 1250', new TextDecoder('windows-1250').decode(encode(REGISTER, 'iso-8859-2'))],
    ['1250 read as ISO-8859-2', new TextDecoder('iso-8859-2').decode(encode(REGISTER, 'windows-1250'))],
    ['1250 read as Latin-1', latin(encode(REGISTER, 'windows-1250'))],
    ['replaced', REGISTER.replaceAll(/[ąŁŹŚ]/g, '\ufffd')],
    ['question marks', REGISTER.replaceAll(/[ąŁŹŚę]/g, '?')],
    ['cut UTF-8', Buffer.concat([Buffer.from(REGISTER), Buffer.from([0xc5])])],
    ['box drawing', REGISTER.replace('Łucja', '│ucja')],
  ];
  for (const [name, file] of broken)
    assert.ok(
      ['encoding_wrong', 'columns_unknown'].includes(String(refusal(file))),
      `${name}: ${refusal(file)}`,
    );
  for (const [name, file] of broken.slice(2, 9))
    assert.equal(
      refusal(typeof file === 'string' ? file.replace(/^.*\n/, 'nazwisko;imie;pesel;klasa\n') : file),
      'encoding_wrong',
      name,
    );
});

test('a title above the heading, sep=, tabs, old line ends, empty columns and unseen marks are read through', () => {
  const rows = `Nazwisko;Imię (imiona);PESEL;Klasa;;\nNowak;Jan;${PESEL};4a;;`;
  const files = [
    rows,
    `Szkoła Podstawowa nr 3\n\nLista uczniów;;;;;\nstan na dzień 1.09.2026\n${rows}`,
    `sep=;\n${rows}`,
    `"sep=;"\r\n${rows.replaceAll('\n', '\r\n')}`,
    rows.replaceAll('\n', '\r'),
    rows.replaceAll(';', '\t'),
    rows.replaceAll(';', ','),
    rows.replaceAll(';', '|'),
    rows.replace('Nazwisko;Imię (imiona)', '"Nazwisko";"Imię (imiona)"'),
    rows.replace('Nowak', '\u200bNowak\u00a0').replace('Nazwisko', '\ufeffNazwisko'),
    `\n\n\n${rows}\n\n\n`,
    rows.replace('Nazwisko;Imię (imiona)', 'Nazwisko ucznia;Imię ucznia'),
  ];
  for (const file of files) {
    const { rows: read1, warnings } = read(file);
    assert.deepEqual([codesOf(read1), warnings], [['ok'], []], file);
    assert.deepEqual(pupilsOf(read(file)), ['Nowak Jan']);
  }
});

test('names in one cell, second and third names are all read (rules.md I1c)', () => {
  const one = (heading: string, cells: string): unknown =>
    pupilsOf(read(`${heading};pesel;klasa\n${cells};${PESEL};4a\n`))[0];
  assert.equal(one('Nazwisko i imię', 'Nowak Jan Maria'), 'Nowak Jan Maria');
  assert.equal(one('Imię i nazwisko', 'Jan Maria Nowak'), 'Nowak Jan Maria');
  assert.equal(one('Uczeń', 'Nowak Jan'), 'Nowak Jan');
  assert.equal(one('Uczeń', 'Jan Kowalski'), 'Kowalski Jan');
  assert.equal(one('Uczeń', 'Nowak, Jan'), 'Nowak Jan');
  assert.equal(one('Nazwisko i imię', 'Nowak - Kowalska Anna'), 'Nowak-Kowalska Anna');
  for (const second of ['imie2', 'Imię 2', 'Drugie imię', 'Imię drugie', 'imię II'])
    assert.equal(one(`nazwisko;imie;${second}`, 'Nowak;Jan;Maria'), 'Nowak Jan Maria', second);
  assert.equal(one('nazwisko;imie;imie 2;imie 3', 'Nowak;Jan;Maria;Piotr'), 'Nowak Jan Maria Piotr');
  assert.equal(one('nazwisko;imie;imie 2', 'Nowak;Jan;brak'), 'Nowak Jan');
});

test('every guardian of a row comes in, whatever the headings are (rules.md I1c)', () => {
  const guardians = (heading: string, cells: string): unknown => {
    const [row] = read(`nazwisko;imie;pesel;klasa;${heading}\nNowak;Jan;${PESEL};4a;${cells}\n`).rows;
    assert.ok(row && 'register' in row, JSON.stringify(row));
    return row.register.pupil.guardians?.map((one) => [one.name, one.email ?? null]);
  };
  const both = [
    ['Anna Nowak', 'a@poczta.example'],
    ['Piotr Nowak', 'p@poczta.example'],
  ];
  const cells = 'Anna Nowak;a@poczta.example;Piotr Nowak;p@poczta.example';
  for (const heading of [
    'opiekun 1;e-mail opiekuna 1;opiekun 2;e-mail opiekuna 2',
    'Opiekun1;Opiekun1 e-mail;Opiekun2;Opiekun2 e-mail',
    'matka;e-mail matki;ojciec;e-mail ojca',
    'Imię i nazwisko matki;Adres e-mail matki;Imię i nazwisko ojca;Adres e-mail ojca',
    'Opiekun prawny 1;e-mail 1;Opiekun prawny 2;e-mail 2',
    'Rodzic/opiekun 1;email rodzica/opiekuna 1;Rodzic/opiekun 2;email rodzica/opiekuna 2',
    'opiekun;e-mail opiekuna;drugi opiekun;e-mail drugiego opiekuna',
    'opiekun;e-mail opiekuna;opiekun;e-mail opiekuna',
  ])
    assert.deepEqual(guardians(heading, cells), both, heading);
  assert.deepEqual(guardians('imię matki;nazwisko matki', 'Anna;Nowak'), [['Anna Nowak', null]]);
  for (const cell of ['Anna Nowak, Piotr Nowak', 'Anna Nowak / Piotr Nowak', 'Anna Nowak i Piotr Nowak'])
    assert.deepEqual(guardians('Rodzice;e-mail rodziców', `${cell};a@x.example, p@x.example`), [
      ['Anna Nowak', 'a@x.example'],
      ['Piotr Nowak', 'p@x.example'],
    ]);
  assert.deepEqual(guardians('Rodzice', '"Nowak, Anna"'), [['Nowak, Anna', null]]);
  assert.deepEqual(guardians('Rodzice', 'Anna i Piotr Nowak'), [['Anna i Piotr Nowak', null]]);
  assert.deepEqual(guardians('opiekun;e-mail opiekuna', 'Anna;a@x.example, p@x.example'), [
    ['Anna', 'a@x.example'],
    ['p@x.example', 'p@x.example'],
  ]);
  assert.deepEqual(guardians('opiekun 1;opiekun 2;e-mail 2', 'Anna;brak;-'), [['Anna', null]]);
});

test('what is not read is told of by its heading, if there is anything in it (rules.md I1c)', () => {
  const { warnings } = read(
    `Lp.;nazwisko;imie;pesel;klasa;religia;uwagi;zawód matki\n1;Nowak;Jan;${PESEL};4a;tak;;x\n`,
  );
  assert.deepEqual(
    warnings.map(({ field, code }) => [field, code]),
    [
      ['Lp.', 'column_ignored'],
      ['religia', 'column_ignored'],
      ['zawód matki', 'column_ignored'],
    ],
  );
});

test('a running number is not a key, under whatever heading (rules.md I1a)', () => {
  for (const heading of [
    'id',
    'ID',
    'Nr ucznia',
    'Nr',
    'Lp',
    'L.p.',
    'Numer ucznia',
    'numer w dzienniku',
    'nr_dz',
    'identyfikator',
  ]) {
    const { rows, warnings } = read(
      `${heading};nazwisko;imie;pesel;klasa\n1;Nowak;Jan;${PESEL};4a\n2.;Kowal;Ola;${PESEL};4a\n`,
    );
    for (const row of rows) assert.equal('register' in row && row.register.externalId, undefined, heading);
    assert.equal(warnings[0]?.code, 'column_ignored', heading);
  }
  const [row] = read(`id;nazwisko;imie;pesel;klasa\nkol-1;Nowak;Jan;${PESEL};4a\n`).rows;
  assert.equal(row && 'register' in row && row.register.externalId, 'kol-1');
});

test('a bad quote loses its own row, which is named; the rows around it are read', () => {
  const file = (...rows: string[]): ReadFile => read(['nazwisko;imie;pesel;klasa', ...rows].join('\n'));
  const good = (name: string): string => `${name};Jan;${PESEL};4a`;
  for (const bad of [
    `"Zły;Jan;${PESEL};4a`,
    `Zły";Jan;${PESEL};4a`,
    `Zły;"Jan;${PESEL};4a`,
    `Zły;Jan;${PESEL};"4a`,
    `"Zły "Nick" X;Jan;${PESEL};4a`,
  ]) {
    for (const next of [good('Po'), `"Po";"Jan";"${PESEL}";"4a"`, `Po;Jan;${PESEL};"4a"`]) {
      const { rows } = file(good('Przed'), bad, next, good('Koniec'));
      assert.deepEqual(
        [rows.map(({ number }) => number), codesOf(rows)],
        [
          [2, 3, 4, 5],
          ['ok', 'quote', 'ok', 'ok'],
        ],
        `${bad} / ${next}`,
      );
      assert.match(rows[1]?.who ?? '', /Zły/);
    }
  }
  const two = file(good('Przed'), `Ola;"Zły;${PESEL};4a`, `Ewa;Zła";${PESEL};4a`, good('Koniec')).rows;
  assert.deepEqual(codesOf(two), ['ok', 'quote', 'quote', 'ok']);
  const multi = read(
    `nazwisko;imie;pesel;klasa;adres\nNowak;Jan;${PESEL};4a;"ul. Mała 3\n00-000 Przykładowo"\n${good('Po')};x\n`,
  );
  assert.deepEqual(codesOf(multi.rows), ['ok', 'ok']);
});

test('days as people write them are read, doubtful ones are refused', () => {
  const forms =
    '2026-09-01|01.09.2026|1.9.2026|01-09-2026|01/09/2026|2026/09/01|2026.09.01|20260901|2026-09-01 00:00|2026-09-01T00:00:00|2026-09-01 00:00:00.000|01.09.2026 0:00:00|2026-09-01 r.|2026-09-01r.|01.09.2026 r|1 września 2026|1 wrzesnia 2026 r.|01 WRZ 2026|1 wrzesień 2026|1 IX 2026|1.IX.2026|1. 09. 2026';
  for (const form of forms.split('|')) assert.equal(readDay(form, 'x'), '2026-09-01', form);
  for (const form of [
    '2026-02-30',
    '2026-99-99',
    '09/31/2026',
    '12/25/2026',
    '01.09.26',
    '46266',
    'wczoraj',
    '2026',
    '31.11.2026',
    '1 foo 2026',
  ])
    assert.throws(() => readDay(form, 'x'), RowError, form);
});

test('a PESEL is taken as spreadsheets leave it; zeros come back only where check digit and birth date agree', () => {
  for (const form of [
    PESEL,
    `'${PESEL}`,
    ` ${PESEL} `,
    '142517 00013',
    '142 517 000 13',
    `${PESEL}.0`,
    `${PESEL},00`,
    `’${PESEL}`,
  ])
    assert.deepEqual(
      readPesel(form, undefined),
      { facts: { pesel: PESEL, bornOn: '2014-05-17' }, isRestored: false },
      form,
    );
  assert.equal(readPesel('8290161137', '2008-09-01').facts.pesel, '08290161137');
  assert.equal(readPesel('8290161137', '2008-09-01').isRestored, true);
  assert.equal(readPesel('210100493', '2000-01-01').facts.pesel, '00210100493');
  for (const [form, born] of [
    ['8290161137', undefined],
    ['8290161137', '2008-09-02'],
    ['8290161138', '2008-09-01'],
    ['1,42517E+10', '2014-05-17'],
    ['1.4E+10', undefined],
    ['١٤٢٥١٧٠٠٠١٣', undefined],
  ] as const)
    assert.throws(() => readPesel(form, born), RowError, form);
});

test('what says „nothing” is nothing in every cell that may be empty (rules.md I1b)', () => {
  const header =
    'nazwisko;imie;pesel;klasa;adres;rodzaj legitymacji;numer legitymacji;data wydania;ważna do;opiekun;e-mail opiekuna;numer dokumentu;kraj;id';
  for (const word of ['brak', '-', '0', 'nie dotyczy', 'n/d', 'brak-1', '?', 'N/A', 'null']) {
    const [row] = read(
      `${header}\nNowak;Jan;${PESEL};4a;${Array.from({ length: 10 }, () => word).join(';')}\n`,
    ).rows;
    assert.ok(row && 'register' in row, `${word}: ${JSON.stringify(row)}`);
    const { pupil, externalId } = row.register;
    assert.deepEqual(
      [pupil.address, pupil.paperId, pupil.guardians, externalId],
      [undefined, undefined, undefined, undefined],
      word,
    );
  }
  const noDocument = read(
    'nazwisko;imie;data_ur;numer dokumentu;kraj;klasa\nA;Olena;2012-05-04;brak-1;UA;4a\n',
  );
  assert.deepEqual(codesOf(noDocument.rows), ['required']);
});

test('days that cannot be are errors of the row, odd ones warnings (rules.md I1b)', () => {
  const row = (issued: string, until: string): unknown => {
    const [one] = read(
      `nazwisko;imie;pesel;klasa;numer legitymacji;data wydania;ważna do\nNowak;Jan;${PESEL};4a;1/2026;${issued};${until}\n`,
    ).rows;
    return one && 'issue' in one ? one.issue.code : one?.warnings.map(({ code }) => code).join();
  };
  assert.equal(row('2026-09-01', '2027-09-30'), '');
  assert.equal(row('2026-09-01', '2028-09-30'), 'date_unusual');
  for (const [issued, until] of [
    ['2029-09-01', '2029-09-30'],
    ['2026-10-16', '2027-09-30'],
    ['2026-09-01', '2072-09-30'],
    ['2026-09-01', '2026-08-31'],
  ] as const)
    assert.equal(row(issued, until), 'date_impossible', until);
});

test('a file made to choke the reader is refused at once, with a reason', () => {
  const header = 'nazwisko;imie;pesel;klasa\n';
  const files: [string, Uint8Array | string][] = [
    ['too_large', '\n'.repeat(500_000)],
    ['too_large', '\n'.repeat(8_000_000)],
    ['too_large', `${header}${'\r\n'.repeat(150_000)}`],
    ['too_large', `"${'a'.repeat(7_000_000)}`],
    ['too_large', `${header}"${'a'.repeat(7_000_000)}`],
    ['too_large', ';'.repeat(100_000)],
    ['too_large', ';'.repeat(300)],
    ['too_large', `${header}${`${';'.repeat(60_000)}\n`.repeat(100)}`],
    ['too_large', `${header}${'x;\n'.repeat(50_000)}`],
    ['too_large', `${header}${'"x\n'.repeat(50_000)}`],
    ['not_text', Buffer.alloc(3_000_000)],
    ['too_large', Buffer.alloc(9_000_000, 65)],
    ['empty', '\n'.repeat(90_000)],
    ['empty', ''],
  ];
  for (const [reason, file] of files) {
    const at = performance.now();
    assert.equal(refusal(file), reason);
    assert.ok(performance.now() - at < 1500, `${reason} took ${performance.now() - at} ms`);
  }
});

test('a delimiter in a text without quotes moves no cell to its neighbour: the row is refused (rules.md I1c)', () => {
  const header = 'nazwisko,imię,pesel,adres,klasa,uwagi\n';
  const shifted = read(`${header}Kowal,Jan,${PESEL},ul. Długa 5, Warszawa,4a,\nKowal,Jan,${PESEL},,4a,\n`);
  assert.deepEqual(codesOf(shifted.rows), ['cells_over', 'ok']);
  const more = read(`nazwisko;imię;pesel;klasa\nKowal;Jan;${PESEL};4a;brat: Piotr\n`);
  assert.deepEqual(codesOf(more.rows), ['cells_over']);
  const habit = read(
    `nazwisko;imię;pesel;klasa\nKowal;Jan;${PESEL};4a;;\nNowak;Jan;${PESEL};4a;;\nRazem: 2\n`,
  );
  assert.deepEqual(codesOf(habit.rows), ['ok', 'ok', 'required'], 'empty cells at the end of every row');
});

test('an ID number that a spreadsheet made a date of is not kept, the pupil is (rules.md I1c)', () => {
  const header = 'nazwisko;imię;pesel;klasa;numer legitymacji;data wydania\n';
  for (const number of ['sty.26', 'paź.26', 'Jan-26', '1.sty', '2026-01-01', '01.01.2026']) {
    const [row] = read(`${header}Kowal;Jan;${PESEL};4a;${number};2026-09-01\n`).rows;
    assert.deepEqual(
      [row?.warnings.map(({ code }) => code), row && 'register' in row ? row.register.pupil.paperId : row],
      [['paper_id_number_is_date'], undefined],
      number,
    );
    const sio = read(`pesel;numer legitymacji;data wydania\n${PESEL};${number};2026-09-01\n`);
    assert.deepEqual(codesOf(sio.rows), ['paper_id_number_is_date'], number);
  }
  for (const number of ['1/2026', '12.2026', 'A-26', '2026/117', '117']) {
    const [row] = read(`${header}Kowal;Jan;${PESEL};4a;${number};2026-09-01\n`).rows;
    assert.ok(row && 'register' in row && row.register.pupil.paperId?.number === number, number);
  }
});

test('days of a paper ID without its number are told of (rules.md I1c)', () => {
  const file = read(`nazwisko;imię;pesel;klasa;ważna do\nKowal;Jan;${PESEL};4a;30.09.2027\n`);
  assert.deepEqual(
    file.rows[0]?.warnings.map(({ code }) => code),
    ['paper_id_number_missing'],
  );
});

test('a SIO file is read with its last day, and its other columns are told of (rules.md I1c)', () => {
  const file = read(
    `pesel;imię;nr legitymacji;data wydania;data ważności;klasa\n${PESEL};Jan;7/2026;01.09.2026;30.06.2027;4a\n`,
  );
  const [row] = file.rows;
  assert.ok(row && 'sio' in row);
  assert.equal(row.sio.validUntil, '2027-06-30');
  assert.deepEqual(file.warnings.map(({ field }) => field).toSorted(), ['imię', 'klasa']);
});

test('a birth date of two-digit year or American order is taken where the PESEL says the same day', () => {
  const born = ['17.05.14', '5/17/2014', '5/17/14', '17-05-14 r.'];
  const rows = born.map((day) => `Kowal;Jan;${PESEL};${day};4a`).join('\n');
  const header = 'nazwisko;imię;pesel;data ur;klasa\n';
  assert.deepEqual(codesOf(read(`${header}${rows}\n`).rows), ['ok', 'ok', 'ok', 'ok']);
  assert.deepEqual(codesOf(read(`${header}Kowal;Jan;${PESEL};18.05.14;4a\n`).rows), ['date_invalid']);
});

test('a country is understood by its name, and an id that a spreadsheet made a fraction of stays whole', () => {
  const countries = ['Ukraina', 'UKR', 'Україна', 'ua', 'ukraine'];
  const rows = countries.map((country) => `A;Olena;2012-05-04;FE1;${country};4a`).join('\n');
  const file = read(`nazwisko;imię;data ur;numer dokumentu;kraj;klasa\n${rows}\n`);
  for (const row of file.rows) {
    assert.ok('register' in row, row.number.toString());
    assert.equal(row.register.pupil.personalId?.country, 'UA');
  }
  const [other] = read(
    'nazwisko;imię;data ur;numer dokumentu;kraj;klasa\nA;B;2012-05-04;F;Nibylandia;4a\n',
  ).rows;
  assert.ok(other && 'issue' in other && other.issue.code === 'country_invalid');
  const [whole] = read(`id;nazwisko;imię;pesel;klasa\n12345.0;Kowal;Jan;${PESEL};4a\n`).rows;
  assert.ok(whole && 'register' in whole && whole.register.externalId === '12345');
});
