import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { createWorld } from '../flows/world.ts';
import { createProgram, inventPesel, type Program, schoolFace } from './program.ts';

/** Files as schools send them. Cases beside the checkout (`../shared/cases`) are skipped aloud where they are absent. */

const CASES = new URL('../../../../shared/cases/', import.meta.url);
const cases = existsSync(CASES) ? {} : { skip: 'SKIPPED: the folder ../shared is not beside this checkout' };
const readCase = (name: string): Buffer => readFileSync(new URL(name, CASES));

const world = await createWorld();
const face = await schoolFace(world);
let schools = 500;
after(async () => {
  await face.close();
  await world.close();
});

type Issue = { row: number; field: string | null; code: string; message: string };
type Report = {
  kind: string;
  encoding: string;
  created: number;
  updated: number;
  unchanged: number;
  missing: number;
  errors: Issue[];
  warnings: Issue[];
};

/** An empty school, so that no file of another test is in the way. */
function openSchool(): Promise<Program> {
  schools += 1;
  return createProgram(world, face, String(schools));
}

async function importInto(program: Program, file: Buffer | string, query = ''): Promise<Report> {
  const answer = await program.call('POST', `/imports${query}`, Buffer.from(file));
  assert.equal(answer.status, 200, answer.text);
  return answer.json as unknown as Report;
}

const countsOf = ({ created, updated, unchanged, missing }: Report): number[] => [
  ...[created, updated, unchanged, missing],
];
const codesOf = (issues: readonly Issue[]): unknown[] => issues.map(({ row, code }) => [row, code]);

const REGISTER = [
  'id;imiona;nazwisko;data urodzenia;pesel;rodzaj dokumentu;kraj;numer dokumentu;klasa;adres;rodzaj legitymacji;numer legitymacji;data wydania;ważna do;opiekun;e-mail opiekuna',
  `a-1;Zuzanna Anna;Próbna;2014-05-17;${inventPesel(1)};;;;5a;"ul. Przykładowa 3; m. 7";legitymacja papierowa;1/2026;01.09.2026;30-09-2027;Marta Próbna;marta@poczta.example`,
  'a-2;Олена;Прибула;17.05.2014;;paszport;UA;FX123456;5a;;;;;;;',
  `a-3;Jan;Próbny;2014/05/17;${inventPesel(2)};;;;5b;;;2/2026;2026/09/01;;;`,
].join('\n');

/** Windows-1250 of the letters that the test uses. */
function toWindows1250(text: string): Buffer {
  const bytes: Readonly<Record<string, number>> = { ó: 0xf3, ż: 0xbf, ł: 0xb3, ę: 0xea, Ł: 0xa3, ś: 0x9c };
  return Buffer.from([...text].map((letter) => bytes[letter] ?? letter.charCodeAt(0)));
}

test('a register with every column comes in, and the same file again changes nothing', async () => {
  const program = await openSchool();
  const first = await importInto(program, REGISTER);
  assert.deepEqual([first.kind, countsOf(first), first.errors], ['register', [3, 0, 0, 0], []]);
  const again = await importInto(program, REGISTER);
  assert.deepEqual([countsOf(again), again.errors, again.warnings], [[0, 0, 3, 0], [], []]);
  const zuzanna = (await program.call('GET', '/pupils/a-1')).json;
  assert.deepEqual(zuzanna['paperId'], {
    kind: 'booklet',
    number: '1/2026',
    issuedOn: '2026-09-01',
    validUntil: '2027-09-30',
    state: 'valid',
  });
  assert.equal((await program.call('GET', '/pupils/a-2')).json['surname'], 'Прибула');
  // rules.md I1: a kind that is not named is a card, a last day that is not named the end of September.
  const jan = (await program.call('GET', '/pupils/a-3')).json['paperId'];
  assert.deepEqual(jan, { ...(jan as object), kind: 'card', validUntil: '2027-09-30' });
});

test('a row is its id, else its PESEL, else its document; who has no id gets one that never changes', async () => {
  const program = await openSchool();
  const byPesel = `imiona;nazwisko;pesel;klasa\nOla;Próbna;${inventPesel(3)};1a\n`;
  assert.deepEqual(countsOf(await importInto(program, byPesel)), [1, 0, 0, 0]);
  const find = async (): Promise<string> => {
    const { pupils } = (await program.call('GET', '/pupils?q=ola')).json as {
      pupils: { externalId: string }[];
    };
    assert.equal(pupils.length, 1);
    return pupils[0]?.externalId ?? '';
  };
  const id = await find();
  assert.match(id, /^[\w-]{22}$/);
  assert.deepEqual(countsOf(await importInto(program, byPesel.replace('1a', '2a'))), [0, 1, 0, 0]);
  assert.equal(await find(), id);
  const other = `id;imiona;nazwisko;pesel;klasa\nobcy;Ola;Próbna;${inventPesel(3)};2a\n`;
  assert.deepEqual(codesOf((await importInto(program, other)).errors), [[2, 'id_differs']]);
});

test('wrong rows are listed with row, field and code; the good ones are applied', async () => {
  const program = await openSchool();
  const report = await importInto(
    program,
    [
      'id;imiona;nazwisko;pesel;klasa;numer legitymacji;data wydania;e-mail opiekuna',
      `b-1;Ola;Próbna;${inventPesel(4)};1a;4/2026;2026-09-01;ola@poczta.example`,
      `b-2;Ola;;${inventPesel(5)};1a;;;`,
      'b-3;Ola;Próbna;14251700011;1a;;;',
      `b-4;Ola;Próbna;${inventPesel(6)};1a;4/2026;2026-09-01;`,
      `b-5;Ola;Próbna;${inventPesel(7)};1a;7/2026;2026-02-30;`,
      `b-6;Ola;Próbna;${inventPesel(8)};1a;;;nie-adres`,
      `${inventPesel(9)};Ola;Próbna;${inventPesel(9)};1a;;;`,
      `b-1;Ola;Próbna;${inventPesel(4)};1a;;;`,
      `b-8;Ola;Próbna;${inventPesel(10)};;;;`,
      `b-9;"Ola\nMaria";Próbna;${inventPesel(11)};1a;11/2026;;`,
      `b-10;Ewa;Ostatnia;${inventPesel(12)};1a;;;`,
    ].join('\n'),
  );
  assert.deepEqual(codesOf(report.errors), [
    [3, 'required'],
    [4, 'personal_id_invalid'],
    [5, 'paper_id_number_taken'],
    [6, 'date_invalid'],
    [7, 'email_invalid'],
    [8, 'external_id_is_pesel'],
    [9, 'duplicate_row'],
    [10, 'required'],
  ]);
  assert.deepEqual(countsOf(report), [3, 0, 0, 0]);
  assert.deepEqual(codesOf(report.warnings), [[11, 'issue_date_missing']]);
  for (const { message } of [...report.errors, ...report.warnings]) {
    assert.doesNotMatch(message, /Próbna|142517|nie-adres/, 'a message never repeats what somebody typed');
  }
  assert.equal((await program.call('GET', '/pupils/b-4')).status, 404, 'nothing of a wrong row is applied');
});

test('a second pupil of one name is a warning, not an error', async () => {
  const program = await openSchool();
  const report = await importInto(
    program,
    `id;imiona;nazwisko;pesel;klasa\nc-1;Jan;Próbny;${inventPesel(13)};4a\nc-2;Jan;PRÓBNY;${inventPesel(14)};6b\n`,
  );
  assert.deepEqual([countsOf(report), codesOf(report.warnings)], [[2, 0, 0, 0], [[3, 'homonym']]]);
});

test('Windows-1250, quotes, Excel’s sep= line, commas, tabs and carriage returns are read without a question', async () => {
  const rows = (delimiter: string, n: number): string =>
    [
      ['id', 'imiona', 'nazwisko', 'pesel', 'klasa'].join(delimiter),
      [`d-${n}`, '"Józef ""Ziółko"""', '"Żółć, Łęg"', `="${inventPesel(20 + n)}"`, '4a'].join(delimiter),
    ].join('\r\n');
  const program = await openSchool();
  const windows = await importInto(program, toWindows1250(rows(';', 1).replace('Żółć', 'Próbżółęś')));
  assert.deepEqual([windows.encoding, windows.created, windows.errors], ['windows-1250', 1, []]);
  assert.equal((await program.call('GET', '/pupils/d-1')).json['surname'], 'Próbżółęś, Łęg');
  for (const [n, text] of [
    [2, `\uFEFF${rows(';', 2)}`],
    [3, `sep=,\r\n${rows(',', 3)}`],
    [4, rows('\t', 4)],
  ] as const) {
    const report = await importInto(program, text);
    assert.deepEqual([report.encoding, report.created, report.errors], ['utf-8', 1, []], text);
    assert.equal((await program.call('GET', `/pupils/d-${n}`)).json['givenNames'], 'Józef "Ziółko"');
  }
});

test('what is no register is refused whole, with the reason', async () => {
  const program = await openSchool();
  const refuse = async (file: Buffer | string, query = ''): Promise<unknown> => {
    const { status, json } = await program.call('POST', `/imports${query}`, Buffer.from(file));
    return [status, json['type']];
  };
  assert.deepEqual(await refuse('imiona;klasa\nOla;1a\n'), [422, 'columns_unknown']);
  assert.deepEqual(await refuse('\n\n'), [422, 'file_unreadable']);
  assert.deepEqual(await refuse(Buffer.from([0x50, 0x4b, 3, 4, 0, 0])), [422, 'file_unreadable']);
  assert.deepEqual(await refuse('imiona;nazwisko;pesel;klasa\n"Ola;Próbna'), [422, 'file_unreadable']);
  assert.deepEqual(await refuse('nazwisko;nazwisko;imiona;pesel\nx;y;x;x'), [400, 'invalid_input']);
  assert.deepEqual(await refuse(REGISTER, '?mapping=%7B'), [400, 'invalid_input']);
  assert.deepEqual(await refuse(REGISTER, '?complete=yes'), [400, 'invalid_input']);
});

test('other headings come in by a mapping; the one in use needs none', async () => {
  const program = await openSchool();
  const inUse = `nazwisko;imie;imie2;pesel;klasa;nr_leg;data_wydania_leg;data_waznosci_leg
Próbna;Ola;Maria;${inventPesel(31)};3c;31/2026;2026-09-01;2027-09-30\n`;
  const report = await importInto(program, inUse);
  assert.deepEqual([countsOf(report), report.errors, report.warnings], [[1, 0, 0, 0], [], []]);
  const foreign = `Name;Vorname;PESEL-Nr.;Gruppe\nPróbna;Ewa;${inventPesel(32)};3c\n`;
  const mapping = { Name: 'nazwisko', Vorname: 'imiona', 'PESEL-Nr.': 'pesel', Gruppe: 'klasa' };
  const mapped = await importInto(
    program,
    foreign,
    `?mapping=${encodeURIComponent(JSON.stringify(mapping))}`,
  );
  assert.deepEqual([countsOf(mapped), mapped.errors], [[1, 0, 0, 0], []]);
});

test('headings of the school programs are understood (import_headers.md)', cases, async () => {
  const page = readCase('import_headers.md').toString();
  const program = await openSchool();
  const office = [
    'plec',
    'nazwisko',
    'imie',
    'imie2',
    'pesel',
    'data_ur',
    'poziom',
    'symbol',
    'nr_dz',
    'nr_leg',
  ];
  for (const heading of office) assert.ok(page.includes(`\`${heading}\``), heading);
  const row = ['k', 'Próbna', 'Ola', 'Maria', inventPesel(41), '2014-05-17', '2', 'c', '7', '41/2026'];
  const report = await importInto(program, `${office.join(',')}\n${row.join(',')}\n`);
  assert.deepEqual([countsOf(report), report.errors], [[1, 0, 0, 0], []]);
  assert.deepEqual(codesOf(report.warnings), [
    [1, 'column_ignored'],
    [1, 'column_ignored'],
    [2, 'issue_date_missing'],
  ]);
  const { pupils } = (await program.call('GET', '/pupils?q=ola')).json as {
    pupils: { classGroup: string }[];
  };
  assert.deepEqual(
    pupils.map((one) => one.classGroup),
    ['2c'],
  );
  const plain = [
    'Nazwisko',
    'Imię',
    'Drugie imię',
    'PESEL',
    'Data urodzenia',
    'Oddział',
    'Adres zamieszkania',
  ];
  for (const heading of plain) assert.ok(page.includes(`"${heading}"`), heading);
  const seen = ['Próbna', 'Ewa', '', inventPesel(42), '17.05.2014', '1b', 'ul. Przykładowa 3'];
  const journal = await importInto(program, `${plain.join(';')}\n${seen.join(';')}\n`);
  assert.deepEqual([countsOf(journal), journal.errors, journal.warnings], [[1, 0, 0, 0], [], []]);
});

test(
  'the SIO file attaches paper IDs to pupils we know, and to nobody else (sio_import_sample.csv)',
  cases,
  async () => {
    const sample = readCase('sio_import_sample.csv');
    const pesels = sample
      .toString()
      .split('\n')
      .map((line) => line.split(';')[0] ?? '')
      .filter((cell) => /^\d{11}$/.test(cell));
    assert.equal(pesels.length, 2);
    const program = await openSchool();
    const strangers = await importInto(program, sample);
    assert.deepEqual([strangers.kind, countsOf(strangers)], ['sio', [0, 0, 0, 0]]);
    assert.deepEqual(codesOf(strangers.errors), [
      [2, 'pupil_unknown'],
      [3, 'pupil_unknown'],
    ]);
    const register = pesels.map((pesel, at) => `s-${at};Ola;Próbna;${pesel};1a`);
    await importInto(
      program,
      `id;imiona;nazwisko;pesel;klasa\n${register.join('\n')}\ns-9;Ewa;Inna;${inventPesel(51)};1a`,
    );
    const report = await importInto(program, sample, '?complete=true');
    assert.deepEqual(
      [countsOf(report), report.errors],
      [[0, 2, 0, 0], []],
      'nobody is missing in a SIO file',
    );
    assert.deepEqual(codesOf(report.warnings), [
      [2, 'valid_until_assumed'],
      [3, 'valid_until_assumed'],
    ]);
    const paperIds = await Promise.all(
      ['s-0', 's-1'].map(async (id) => (await program.call('GET', `/pupils/${id}`)).json['paperId']),
    );
    // Both date orders of the sample mean 1 September 2025; the last day is the end of this school year.
    const assumed = { kind: 'card', issuedOn: '2025-09-01', validUntil: '2027-09-30', state: 'valid' };
    assert.deepEqual(paperIds, [
      { ...assumed, number: '15/2025' },
      { ...assumed, number: '16/2025' },
    ]);
    assert.equal((await program.call('GET', '/pupils/s-9')).json['status'], 'pupil');
    assert.deepEqual(countsOf(await importInto(program, sample)), [0, 0, 2, 0]);
  },
);

test(
  'every PESEL example comes in with its birth date or is refused (pesel_vectors.json)',
  cases,
  async () => {
    type Vector = { pesel: string; ok?: boolean; dob?: string };
    const vectors = (JSON.parse(readCase('pesel_vectors.json').toString()) as Vector[]).filter(
      (one) => one.ok !== undefined,
    );
    const program = await openSchool();
    const rows = vectors.map(({ pesel }, at) => `v-${at};Ola;Próbna-${at};${pesel};1a`);
    const report = await importInto(program, `id;imiona;nazwisko;pesel;klasa\n${rows.join('\n')}\n`);
    const refused = new Set(report.errors.map(({ row }) => row - 2));
    for (const [at, { ok, dob }] of vectors.entries()) {
      // rules.md I1b: nobody born in 1900 or not yet born goes to school; the number itself may be a good one.
      const living = ok === true && dob !== undefined && dob >= '1936-10-15' && dob <= '2023-10-15';
      assert.equal(refused.has(at), !living, `row ${at + 2}`);
      if (!living) continue;
      assert.equal((await program.call('GET', `/pupils/v-${at}`)).json['birthDate'], dob);
    }
  },
);

test('a thousand pupils in Windows-1250 with quotes come in by one request', async (t) => {
  const program = await openSchool();
  const rows = Array.from(
    { length: 1000 },
    (_, n) => `e-${n};"Zuzanna";"Ż${n}ó";${inventPesel(1000 + n)};4a;"${n}/2026";2026-09-01;2027-09-30`,
  );
  const header = 'id;imiona;nazwisko;pesel;klasa;numer legitymacji;data wydania;data ważności';
  const file = toWindows1250(`${header.replace('Ż', 'Z')}\n${rows.join('\n')}\n`.replaceAll('Ż', 'Z'));
  const startedAt = performance.now();
  const report = await importInto(program, file);
  t.diagnostic(`${Math.round(performance.now() - startedAt)} ms`);
  assert.deepEqual([report.encoding, countsOf(report), report.errors], ['windows-1250', [1000, 0, 0, 0], []]);
});
