import { DomainError } from '@mleg/core/errors';
import { foldName } from '@mleg/core/person/names';
import { type GuardianColumn, guardianColumnOf } from './guardian-heading.ts';
import { type ColumnName, columnOf, isRunningHeading, orderOf } from './headings.ts';

export type Columns = {
  readonly kind: 'register' | 'sio';
  /** Place of each known column in a row. */
  readonly places: ReadonlyMap<ColumnName, number>;
  /** Places of more given names, in the order of the file. */
  readonly moreNames: readonly number[];
  readonly guardians: readonly (GuardianColumn & { readonly place: number })[];
  /** Which name comes first in a column of whole names. */
  readonly nameOrder: 'surname' | 'givenNames' | undefined;
  /** Columns that we do not read; a filled one is told of (rules.md I1c). */
  readonly ignored: readonly IgnoredColumn[];
};
export type IgnoredColumn = {
  readonly heading: string;
  readonly place: number;
  readonly why: 'unknown' | 'running' | 'twice';
};
export type Mapping = Readonly<Record<string, string>>;

/** What the rows say in a column, and in two. */
export type ColumnContent = {
  readonly isEmpty: (place: number) => boolean;
  readonly isSame: (one: number, other: number) => boolean;
};

/** What one heading means. */
type Meaning =
  | { readonly column: ColumnName }
  | { readonly guardian: GuardianColumn }
  | { readonly ignored: 'unknown' | 'running' };

function meaningOf(heading: string, mapped: ReadonlyMap<string, string>): Meaning {
  const name = mapped.get(foldName(heading)) ?? heading;
  const column = columnOf(name);
  if (column === 'guardianName') return { guardian: { slot: '1', part: 'name' } };
  if (column === 'guardianEmail') return { guardian: { slot: '1', part: 'email' } };
  if (column) return { column };
  const guardian = guardianColumnOf(name);
  if (guardian) return { guardian };
  return { ignored: isRunningHeading(name) ? 'running' : 'unknown' };
}

/** How many columns of a row we would know if it were the heading; 0 for a row that cannot be one. */
export function countKnown(header: readonly string[], mapping: Mapping): number {
  const mapped = foldMapping(mapping);
  const meanings = header.map((heading) => meaningOf(heading, mapped));
  const names = new Set(meanings.flatMap((one) => ('column' in one ? [one.column] : [])));
  if (missingOf(names).length > 0 && !isSio(names)) return 0;
  return meanings.filter((one) => !('ignored' in one)).length;
}

function foldMapping(mapping: Mapping): Map<string, string> {
  return new Map(Object.entries(mapping).map(([heading, name]) => [foldName(heading), name]));
}

/**
 * Recognises the columns by their headings, or by the caller's mapping of headings to our names.
 * @param content what the rows say: a column that is empty, or says the same, may repeat a heading
 * @throws DomainError columns_unknown naming what is missing; invalid_input for a heading that came twice
 */
export function recogniseColumns(
  header: readonly string[],
  mapping: Mapping = {},
  content: ColumnContent = { isEmpty: () => false, isSame: () => false },
): Columns {
  const mapped = foldMapping(mapping);
  const places = new Map<ColumnName, number>();
  const moreNames: number[] = [];
  const guardians: (GuardianColumn & { place: number })[] = [];
  const ignored: IgnoredColumn[] = [];
  for (const [place, heading] of header.entries()) {
    const meaning = meaningOf(heading, mapped);
    if ('ignored' in meaning) ignored.push({ heading, place, why: meaning.ignored });
    else if ('guardian' in meaning) addGuardian(guardians, ignored, { ...meaning.guardian, place }, heading);
    else if (meaning.column === 'secondName') moreNames.push(place);
    else setPlace(places, meaning.column, place, content);
  }
  const at = places.get('fullName');
  return {
    kind: kindOf(new Set(places.keys())),
    places,
    moreNames,
    guardians,
    nameOrder: at === undefined ? undefined : orderOf(header[at] ?? ''),
    ignored,
  };
}

/** @throws DomainError invalid_input where two columns with one heading say different things */
function setPlace(
  places: Map<ColumnName, number>,
  column: ColumnName,
  place: number,
  { isEmpty, isSame }: ColumnContent,
): void {
  const known = places.get(column);
  if (known === undefined || isEmpty(known)) places.set(column, place);
  else if (!isEmpty(place) && !isSame(known, place))
    throw new DomainError('invalid_input', { field: 'header', rule: 'duplicate', column });
}

function addGuardian(
  guardians: (GuardianColumn & { place: number })[],
  ignored: IgnoredColumn[],
  column: GuardianColumn & { place: number },
  heading: string,
): void {
  const isThere = (slot: string): boolean =>
    guardians.some((one) => one.slot === slot && one.part === column.part);
  if (!isThere(column.slot)) guardians.push(column);
  // „opiekun” twice in one row of headings: the second one is the second guardian.
  else if (column.slot === '1' && !isThere('2')) guardians.push({ ...column, slot: '2' });
  else ignored.push({ heading, place: column.place, why: 'twice' });
}

function isSio(names: ReadonlySet<ColumnName>): boolean {
  return names.has('pesel') && names.has('paperNumber') && !names.has('surname') && !names.has('fullName');
}

function missingOf(names: ReadonlySet<ColumnName>): string[] {
  const isNamed = names.has('fullName');
  return [
    isNamed || names.has('surname') ? '' : 'nazwisko',
    isNamed || names.has('givenNames') ? '' : 'imiona',
    names.has('pesel') || names.has('birthDate') ? '' : 'pesel',
  ].filter(Boolean);
}

function kindOf(names: ReadonlySet<ColumnName>): Columns['kind'] {
  if (isSio(names)) {
    if (!names.has('paperIssuedOn')) throw new DomainError('columns_unknown', { missing: 'data wydania' });
    return 'sio';
  }
  const missing = missingOf(names);
  if (missing.length > 0) throw new DomainError('columns_unknown', { missing: missing.join(', ') });
  return 'register';
}
