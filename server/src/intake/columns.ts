import { DomainError } from '@mleg/core/errors';
import { foldName } from '@mleg/core/person/names';

/** What a column of a school's file can mean. */
export const columnNames = [
  'id',
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
  'paperKind',
  'paperNumber',
  'paperIssuedOn',
  'paperValidUntil',
  'guardianName',
  'guardianEmail',
  'disability',
] as const;
export type ColumnName = (typeof columnNames)[number];

/** Headings as school programs write them, folded: no case, no diacritics, signs as spaces. */
const headings: Readonly<Record<ColumnName, readonly string[]>> = {
  id: ['id', 'id ucznia', 'identyfikator', 'nr ucznia'],
  givenNames: ['imiona', 'imie', 'imiona ucznia', 'imie ucznia', 'pierwsze imie'],
  secondName: ['imie2', 'drugie imie', 'imie drugie'],
  surname: ['nazwisko', 'nazwisko ucznia'],
  birthDate: ['data urodzenia', 'data ur', 'data urodz'],
  pesel: ['pesel', 'nr pesel', 'numer pesel', 'pesel ucznia'],
  documentType: ['rodzaj dokumentu', 'typ dokumentu'],
  country: ['kraj', 'kraj wydania'],
  documentNumber: ['numer dokumentu', 'nr dokumentu', 'id osw'],
  classGroup: ['klasa', 'oddzial', 'klasa oddzial', 'oddzial klasa'],
  classLevel: ['poziom'],
  classLetter: ['symbol'],
  address: ['adres', 'adres zamieszkania', 'adres ucznia'],
  paperKind: ['rodzaj legitymacji', 'typ legitymacji'],
  paperNumber: ['numer legitymacji', 'nr legitymacji', 'nr leg'],
  paperIssuedOn: ['data wydania', 'data wydania legitymacji', 'data wydania leg'],
  paperValidUntil: ['wazna do', 'data waznosci', 'data waznosci leg', 'legitymacja wazna do'],
  guardianName: ['opiekun', 'opiekun prawny', 'imie i nazwisko opiekuna', 'rodzic'],
  guardianEmail: ['e mail opiekuna', 'email opiekuna', 'adres e mail opiekuna', 'e mail rodzica'],
  disability: ['czy niepelnosprawnosc'],
};

export type Columns = {
  readonly kind: 'register' | 'sio';
  /** Place of each known column in a row. */
  readonly places: ReadonlyMap<ColumnName, number>;
  /** Headings that mean nothing to us. */
  readonly ignored: readonly string[];
};

/**
 * Recognises the columns by their headings, or by the caller's mapping of headings to our names.
 * @throws DomainError columns_unknown naming what is missing; invalid_input for a heading that came twice
 */
export function recogniseColumns(
  header: readonly string[],
  mapping: Readonly<Record<string, string>> = {},
): Columns {
  const mapped = new Map(Object.entries(mapping).map(([heading, name]) => [foldName(heading), name]));
  const places = new Map<ColumnName, number>();
  const ignored: string[] = [];
  for (const [place, heading] of header.entries()) {
    const folded = foldName(heading);
    const name = columnOf(mapped.get(folded) ?? folded);
    if (!name) ignored.push(heading);
    else if (places.has(name))
      throw new DomainError('invalid_input', { field: 'header', rule: 'duplicate', column: name });
    else places.set(name, place);
  }
  return { kind: kindOf(places), places, ignored };
}

function columnOf(heading: string): ColumnName | undefined {
  return columnNames.find((name) => name === heading || headings[name].includes(heading));
}

function kindOf(places: ReadonlyMap<ColumnName, number>): Columns['kind'] {
  const isSio = places.has('pesel') && places.has('paperNumber') && !places.has('surname');
  if (isSio) {
    if (!places.has('paperIssuedOn')) throw new DomainError('columns_unknown', { missing: 'data wydania' });
    return 'sio';
  }
  const missing = [
    places.has('surname') ? '' : 'nazwisko',
    places.has('givenNames') ? '' : 'imiona',
    places.has('pesel') || places.has('birthDate') ? '' : 'pesel',
  ].filter(Boolean);
  if (missing.length > 0) throw new DomainError('columns_unknown', { missing: missing.join(', ') });
  return 'register';
}
