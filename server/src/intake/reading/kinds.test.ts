import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DomainError } from '@mleg/core/errors';
import { readFile } from './read-file.ts';
import { readTable } from './table.ts';

/** Files as programs and offices really save them: each is read right, or refused with a reason; nothing wrong is kept. */

const [A, B] = ['14251700013', '14251700020'];
const H = 'Nazwisko;Imię;PESEL;Klasa';
const jan = `Nowak;Jan;${A};1a`;
const LETTERS = 'ąćęłńóśźżĄĆĘŁŃÓŚŹŻ';
const PAGES = {
  cp852: 'a586a988e4a298abbea48fa89de3e0978dbd',
  mazovia: '868d9192a4a29ea6a78f95909ca5a398a0a1',
  'windows-1250': 'b9e6eab3f1f39c9fbfa5c6caa3d1d38c8faf',
} as const;

function encode(text: string, page: keyof typeof PAGES): Buffer {
  const bytes = Buffer.from(PAGES[page], 'hex');
  return Buffer.from([...text].map((letter) => bytes[LETTERS.indexOf(letter)] ?? letter.charCodeAt(0)));
}

/** Each row in one line, or why the file is refused. */
function read(file: string | Buffer): string[] {
  try {
    const bytes = typeof file === 'string' ? Buffer.from(file) : file;
    const options = { mapping: {}, today: '2026-10-15' };
    return readFile(readTable(bytes, {}), options).rows.map((row) => {
      if ('issue' in row) return `${row.number} ${row.issue.code} ${row.issue.field ?? '-'}`;
      if ('sio' in row) return `${row.number} ${row.sio.personalId.value} ${row.sio.number}`;
      const { surname, givenNames, classGroup = '-' } = row.register.pupil;
      const note = row.warnings.some(({ code }) => code === 'name_note') ? ' name_note' : '';
      return `${row.number} ${surname}|${givenNames}|${classGroup}${note}`;
    });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return [
      String(error.details['reason'] ?? error.details['missing'] ?? error.details['rule'] ?? error.type),
    ];
  }
}

const NOWAK = 'Nowak|Jan|1a';
const CASES: readonly (readonly [string, string | Buffer, readonly string[]])[] = [
  ['a sum in the first cell', `${H}\n${jan}\nRazem: 25;;;`, [`2 ${NOWAK}`, '3 required -']],
  ['a sum in the second column', `Lp.;${H}\n1;${jan}\n;Razem;;;`, [`2 ${NOWAK}`, '3 required -']],
  ['who printed it', `${H}\n${jan}\n\nWydrukował: Anna Kos;;;`, [`2 ${NOWAK}`, '4 required -']],
  ['a footnote', `${H}\n${jan}\n* stan na 1.09.2026;;;`, [`2 ${NOWAK}`, '3 required -']],
  ['a footnote in two cells', `${H}\n${jan}\nSporządziła;Anna Kos;;`, [`2 ${NOWAK}`, '3 required pesel']],
  ['the heading said again', `${H}\n${jan}\n${H}\nKos;Ola;${B};1b`, [`2 ${NOWAK}`, '4 Kos|Ola|1b']],
  [
    'the heading said again in capitals',
    `${H}\n${jan}\n${H.toUpperCase()}\nKos;Ola;${B};1b`,
    [`2 ${NOWAK}`, '4 Kos|Ola|1b'],
  ],
  [
    'a class above its pupils',
    `Nazwisko;Imię;PESEL\nKlasa 1a;;\nNowak;Jan;${A}\nKlasa 1b;;\nKos;Ola;${B}`,
    [`3 ${NOWAK}`, '5 Kos|Ola|1b'],
  ],
  [
    'a class above each heading',
    `Klasa 1a\nNazwisko;Imię;PESEL\nNowak;Jan;${A}\nKlasa 1b\nNazwisko;Imię;PESEL\nKos;Ola;${B}`,
    [`3 ${NOWAK}`, '6 Kos|Ola|1b'],
  ],
  ['a class in two cells', `Nazwisko;Imię;PESEL\nOddział:;1a;\nNowak;Jan;${A}`, [`3 ${NOWAK}`]],
  ['a title with the class', `Lista uczniów klasy 1a\n\nNazwisko;Imię;PESEL\nNowak;Jan;${A}`, [`4 ${NOWAK}`]],
  ['a class above and a column', `${H}\nKlasa 1b;;;\n${jan}\nKos;Ola;${B};`, [`3 ${NOWAK}`, '4 Kos|Ola|1b']],
  ['a pupil called Klas is no title', `${H}\nKlas;Jan;${A};1a`, ['2 Klas|Jan|1a']],
  ['an empty class is not the one above', `${H}\n${jan}\nKos;Ola;${B};`, [`2 ${NOWAK}`, '3 Kos|Ola|-']],
  ['columns in another order', `Klasa;PESEL;Imię;Nazwisko\n1a;${A};Jan;Nowak`, [`2 ${NOWAK}`]],
  ['capitals are kept as they are', `${H.toUpperCase()}\nNOWAK;JAN;${A};1a`, ['2 NOWAK|JAN|1a']],
  ['a PESEL in powers of ten, cut', `${H}\nNowak;Jan;1,42517E+10;1a`, ['2 personal_id_invalid pesel']],
  ['a PESEL in powers of ten, whole', `${H}\nNowak;Jan;1.4251700013E+10;1a`, ['2 personal_id_invalid pesel']],
  ['a PESEL with .0', `${H}\nNowak;Jan;${A}.0;1a`, [`2 ${NOWAK}`]],
  ['a PESEL as a formula', `${H}\nNowak;Jan;="${A}";="1a"`, [`2 ${NOWAK}`]],
  ['a column too narrow', `${H}\nNowak;Jan;###########;1a`, ['2 required pesel']],
  ['a broken formula for a name', `${H}\nNowak;#N/D!;${A};1a`, ['2 required imiona']],
  ['a formula without a name', `${H}\n#NAZWA?;Jan;${A};1a`, ['2 required nazwisko']],
  ['a broken link for a class', `${H}\nNowak;Jan;${A};#ADR!`, ['2 Nowak|Jan|-']],
  ['carriage returns of old Macintoshes', `${H}\r${jan}\rKos;Ola;${B};1b\r`, [`2 ${NOWAK}`, '3 Kos|Ola|1b']],
  ['a semicolon in quotes', `${H}\n"Nowak; junior";Jan;${A};1a`, ['2 Nowak; junior|Jan|1a']],
  [
    'commas and every cell quoted',
    `"Nazwisko","Imię","PESEL","Klasa"\n"Nowak","Jan","${A}","1a"`,
    [`2 ${NOWAK}`],
  ],
  ['tabs', `${H}\n${jan}`.replaceAll(';', '\t'), [`2 ${NOWAK}`]],
  ['bars', `${H}\n${jan}`.replaceAll(';', '|'), [`2 ${NOWAK}`]],
  ['a row of merged headings above', `;Dane ucznia;;\n${H}\n${jan}`, [`3 ${NOWAK}`]],
  ['two surnames under merged headings', `Uczeń;;;Matka\n${H};Nazwisko\n${jan};Kos`, ['duplicate']],
  ['empty columns behind', `${H};;;\n${jan};;;`, [`2 ${NOWAK}`]],
  ['a remark behind the last column', `${H}\n${jan};uwaga`, ['2 cells_over -']],
  ['a row cut short', `${H}\nNowak;Jan;${A}`, ['2 Nowak|Jan|-']],
  ['a row with a cell too many', `${H}\nNowak;Jan;Maria;${A};1a`, ['2 cells_over -']],
  ['PESEL and class swapped', `${H}\nNowak;Jan;1a;${A}`, ['2 personal_id_invalid pesel']],
  ['surname and PESEL swapped', `${H}\n${A};Jan;Nowak;1a`, ['2 required nazwisko']],
  ['level and letter', `Nazwisko;Imię;PESEL;Poziom;Symbol\nNowak;Jan;${A};1;a`, [`2 ${NOWAK}`]],
  ['a class of a whole sentence', `${H}\nNowak;Jan;${A};klasa 4a Szkoły Podstawowej`, ['2 too_long klasa']],
  ['numbered names', `Lp;Nazwisko i imię;PESEL;Klasa\n1;1. Nowak Jan;${A};1a`, [`2 ${NOWAK}`]],
  ['first name first', `Imię i nazwisko ucznia;PESEL;Klasa\nJan Nowak;${A};1a`, [`2 ${NOWAK}`]],
  ['a name with a comma', `Uczeń;PESEL;Klasa\n"Nowak, Jan";${A};1a`, [`2 ${NOWAK}`]],
  ['MobiDziennik', `Lp.;Uczeń;PESEL;Klasa;Rodzic 1\n1.;Nowak Jan;${A};1a;Ewa Nowak`, [`2 ${NOWAK}`]],
  [
    'Vulcan',
    `Nazwisko;Imię;Drugie imię;PESEL;Data urodzenia;Oddział\nNowak;Jan;Maria;${A};17.05.2014;1a`,
    ['2 Nowak|Jan Maria|1a'],
  ],
  [
    'Librus',
    `nazwisko,nazwisko_rodowe,imie,imie2,plec,data_ur,pesel\nNowak,,Jan,,m,2014-05-17,${A}`,
    ['2 Nowak|Jan|-'],
  ],
  [
    'another office program',
    `plec;nazwisko;imie;imie2;pesel;poziom;symbol;nr_dz\nm;Nowak;Jan;;${A};1;a;7`,
    [`2 ${NOWAK}`],
  ],
  [
    'SIO, IDs',
    `pesel;numer legitymacji;data wydania;czy niepełnosprawność\n${A};12;2026-09-01;0`,
    [`2 ${A} 12`],
  ],
  ['SIO, identities', `imię;nazwisko;PESEL\nJan;Nowak;${A}`, ['2 Nowak|Jan|-']],
  ['a year of two digits, where the PESEL agrees', `${H};Data ur.\n${jan};17.05.14`, [`2 ${NOWAK}`]],
  ['an American date, where the PESEL agrees', `${H};Data ur.\n${jan};5/17/2014`, [`2 ${NOWAK}`]],
  [
    'a date that the PESEL denies',
    `${H};Data ur.\n${jan};2014-05-18`,
    ['2 birth_date_mismatch data urodzenia'],
  ],
  [
    'Excel’s Unicode text',
    Buffer.from(`\ufeff${H}\r\n${jan}\r\n`.replaceAll(';', '\t'), 'utf16le'),
    [`2 ${NOWAK}`],
  ],
  ['Excel’s CSV', encode(`${H}\r\nŻak;Łucja;${A};1a\r\n`, 'windows-1250'), ['2 Żak|Łucja|1a']],
  [
    'a page of a DOS program with one ń',
    encode(`${H}\nKoń;Jan;${A};1a`.replace('ę', 'e'), 'cp852'),
    ['encoding_wrong'],
  ],
  [
    'a page of a DOS program with one ż',
    encode(`${H}\nKoza;Bożena;${A};1a`.replace('ę', 'e'), 'cp852'),
    ['encoding_wrong'],
  ],
  ['Mazovia with one ł', encode(`${H}\nKos;Michał;${A};1a`.replace('ę', 'e'), 'mazovia'), ['encoding_wrong']],
  ['Mazovia with one Ł', encode(`${H}\nŁaska;Ola;${A};1a`.replace('ę', 'e'), 'mazovia'), ['encoding_wrong']],
  ['UTF-8 read as Windows-1250 on its way', `${H}\nKos;MichaÅ‚;${A};1a`, ['encoding_wrong']],
  ['letters lost as question marks', `${H}\nKos;Micha?;${A};1a`, ['encoding_wrong']],
  ['a workbook under another name', Buffer.from('504b0304140006000800', 'hex'), ['not_text']],
  ['an old workbook', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), ['not_text']],
  ['a web page', '<html><table><tr><td>Nazwisko</td></tr></table></html>', ['not_csv']],
  ['a web page with its type', '\n<!DOCTYPE html>\n<html lang="pl"></html>', ['not_csv']],
  ['a table of a browser', '<table border="1"><tr><td>Nazwisko</td></tr></table>', ['not_csv']],
  ['a printed list', Buffer.from('%PDF-1.7\n%\xe2\xe3\n1 0 obj\n', 'latin1'), ['not_csv']],
  ['a text program’s file', '{\\rtf1\\ansi\\ansicpg1250 Nazwisko', ['not_csv']],
  ['a register in XML', `<?xml version="1.0"?><uczniowie><uczen/></uczniowie>`, ['not_csv']],
  ['a register in JSON', `[{"nazwisko":"Nowak","pesel":"${A}"}]`, ['not_csv']],
  ['a mail', `MIME-Version: 1.0\nContent-Type: multipart/related\n\n${H}\n${jan}`, [`5 ${NOWAK}`]],
  [
    'one column twice, the same in both',
    `${H};Klasa\n${jan};1a\nKos;Ola;${B};1b;1b`,
    [`2 ${NOWAK}`, '3 Kos|Ola|1b'],
  ],
  [
    'one column twice, each filled where the other is not',
    `${H};Klasa\n${jan};\nKos;Ola;${B};;1b`,
    ['duplicate'],
  ],
  ['one column twice, not the same', `${H};Klasa\n${jan};2a`, ['duplicate']],
  ['a pet name in brackets', `${H}\nNowak;Jan (Jasiu);${A};1a`, [`2 ${NOWAK} name_note`]],
  ['a maiden name in brackets', `${H}\nNowak [z d. Kos];Jan;${A};1a`, [`2 ${NOWAK} name_note`]],
  ['a star that means something to the school', `${H}\nNowak*;Jan;${A};1a`, [`2 ${NOWAK} name_note`]],
  ['a bracket that never ends', `${H}\nNowak;Jan (Jasiu;${A};1a`, [`2 ${NOWAK} name_note`]],
  ['a whole name with a note', `Lp;Uczeń;PESEL;Klasa\n1;Nowak Jan (IPET);${A};1a`, [`2 ${NOWAK} name_note`]],
];

for (const [name, file, expected] of CASES) {
  test(`as schools send it: ${name}`, () => assert.deepEqual(read(file), expected));
}
