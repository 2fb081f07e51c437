import { foldName } from '@mleg/core/person/names';

/** What a column of a school's file can mean; guardians have columns of their own, see guardian-heading.ts. */
export const columnNames = [
  'id',
  'fullName',
  'givenNames',
  'secondName',
  'surname',
  'birthDate',
  'pesel',
  'documentType',
  'country',
  'documentNumber',
  'classGroup',
  'classLevel',
  'classLetter',
  'address',
  'addressStreet',
  'addressHouse',
  'addressFlat',
  'addressCode',
  'addressTown',
  'paperKind',
  'paperNumber',
  'paperIssuedOn',
  'paperValidUntil',
  'guardianName',
  'guardianEmail',
  'disability',
] as const;
export type ColumnName = (typeof columnNames)[number];

/** Headings as school programs write them, folded: no case, no diacritics, signs as spaces, without „ucznia”. */
const headings: Readonly<Record<ColumnName, readonly string[]>> = {
  id: ['id', 'identyfikator', 'nr ucznia', 'numer ucznia', 'id ucznia', 'id osoby', 'kod ucznia'],
  fullName: [
    ...['uczen', 'uczennica', 'uczen uczennica', 'nazwisko i imie', 'nazwisko i imiona', 'nazwisko imie'],
    ...['nazwisko imiona', 'imie i nazwisko', 'imiona i nazwisko', 'imie nazwisko', 'nazwisko i imie imiona'],
    ...['imie imiona i nazwisko', 'nazwisko oraz imie', 'dziecko'],
  ],
  givenNames: [
    ...[
      'imiona',
      'imie',
      'pierwsze imie',
      'imie pierwsze',
      'imie imiona',
      'imie 1',
      'imie1',
      'imie i',
      'imie lub imiona',
    ],
  ],
  secondName: [
    ...[
      'imie2',
      'imie 2',
      'drugie imie',
      'imie drugie',
      'imie ii',
      'drugie imiona',
      'kolejne imiona',
      'dalsze imiona',
    ],
    ...['imie3', 'imie 3', 'trzecie imie', 'imie trzecie', 'drugie i kolejne imiona', 'pozostale imiona'],
  ],
  surname: ['nazwisko', 'nazwiska', 'nazwisko rodowe i biezace', 'nazwisko nazwiska'],
  birthDate: [
    'data urodzenia',
    'data ur',
    'data urodz',
    'dataur',
    'data urodzin',
    'ur',
    'urodzony',
    'urodzona',
  ],
  pesel: ['pesel', 'nr pesel', 'numer pesel', 'pesel nr', 'pesel numer'],
  documentType: ['rodzaj dokumentu', 'typ dokumentu', 'nazwa dokumentu', 'dokument'],
  country: ['kraj', 'kraj wydania', 'kraj dokumentu', 'kraj wydania dokumentu'],
  documentNumber: [
    ...['numer dokumentu', 'nr dokumentu', 'id osw', 'numer i seria dokumentu', 'seria i numer dokumentu'],
    ...['numer dokumentu tozsamosci', 'nr dokumentu tozsamosci', 'numer paszportu', 'nr paszportu'],
  ],
  classGroup: [
    'klasa',
    'oddzial',
    'klasa oddzial',
    'oddzial klasa',
    'klasa i oddzial',
    'nazwa oddzialu',
    'kl',
  ],
  classLevel: ['poziom', 'poziom klasy'],
  classLetter: ['symbol', 'symbol oddzialu', 'litera oddzialu'],
  address: ['adres', 'adres zamieszkania', 'adres zamieszkania pelny', 'miejsce zamieszkania'],
  addressStreet: ['adres u ulica', 'ulica', 'adres ulica', 'ulica zamieszkania'],
  addressHouse: ['adres u nr domu', 'nr domu', 'numer domu', 'adres nr domu'],
  addressFlat: ['adres u nr lok', 'nr lok', 'nr lokalu', 'nr mieszkania', 'numer mieszkania', 'numer lokalu'],
  addressCode: ['adres u kod', 'kod pocztowy', 'adres kod'],
  addressTown: [
    'adres u miejscowosc',
    'miejscowosc',
    'miejscowosc zamieszkania',
    'adres miejscowosc',
    'miasto',
  ],
  paperKind: ['rodzaj legitymacji', 'typ legitymacji'],
  paperNumber: [
    'numer legitymacji',
    'nr legitymacji',
    'nr leg',
    'numer leg',
    'legitymacja nr',
    'legitymacja',
  ],
  paperIssuedOn: [
    ...[
      'data wydania',
      'data wydania legitymacji',
      'data wydania leg',
      'wydana',
      'legitymacja wydana',
      'data wyd',
    ],
  ],
  paperValidUntil: [
    ...[
      'wazna do',
      'data waznosci',
      'data waznosci leg',
      'legitymacja wazna do',
      'data waznosci legitymacji',
    ],
    ...['wazna do dnia', 'waznosc legitymacji', 'wazna do leg'],
  ],
  guardianName: [],
  guardianEmail: [],
  disability: ['czy niepelnosprawnosc', 'niepelnosprawnosc'],
};

/** Numbers of rows: the next class's file has the same ones, so they say who nobody is (rules.md I1a). */
const running =
  /^(?:l ?p|nr|no|numer|liczba porzadkowa|(?:nr|numer) (?:w )?(?:dz|dzienniku|dziennika|kolejny|porzadkowy|wiersza|na liscie|ks|ksiegi|ku|w ksiedze))$/;

const surnames = new Set(['nazwisko i imie', 'nazwisko i imiona', 'nazwisko imie', 'nazwisko imiona']);

/** A heading as it is compared. */
export function foldHeading(heading: string): string {
  return foldName(heading)
    .replace(/\b(?:ucznia|uczennicy|uczniow|dziecka|dzieci|kandydata)\b/g, '')
    .replace(/ +/g, ' ')
    .trim();
}

/** Our name of a column by its heading or by our name itself; undefined for one that means nothing to us. */
export function columnOf(heading: string): ColumnName | undefined {
  const plain = foldName(heading);
  const folded = foldHeading(heading) || plain;
  const byOwnName = columnNames.find((name) => name === heading || foldName(name) === plain);
  return (
    byOwnName ??
    columnNames.find((name) => headings[name].includes(plain)) ??
    columnNames.find((name) => headings[name].includes(folded))
  );
}

/** Whether the heading is that of a running number. */
export function isRunningHeading(heading: string): boolean {
  return running.test(foldName(heading));
}

/** Which name comes first under a heading of a whole name; undefined where it does not say. */
export function orderOf(heading: string): 'surname' | 'givenNames' | undefined {
  const folded = foldHeading(heading);
  if (folded.startsWith('imi')) return 'givenNames';
  return surnames.has(folded) || folded.startsWith('nazwisko') ? 'surname' : undefined;
}
