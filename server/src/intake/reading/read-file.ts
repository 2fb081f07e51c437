import type { ImportReport } from '@mleg/contract/pupil';
import { DomainError } from '@mleg/core/errors';
import { hasWrongLetters, isBrokenText } from '@mleg/core/person/name-letters';
import { tidyName } from '@mleg/core/person/names';
import { saysNoName } from '@mleg/core/person/nothing';
import type { Columns, Mapping } from './columns.ts';
import type { ColumnName } from './headings.ts';
import { guessOrder, readNames } from './read-names.ts';
import {
  cellsOf,
  type RegisterRow,
  type RowContext,
  readRegisterRow,
  readSioRow,
  type SioRow,
} from './read-row.ts';
import type { CsvRecord } from './records.ts';
import { RowError, type RowIssue } from './row-issue.ts';
import { isSheetError, sectionClassOf } from './section.ts';
import type { Table } from './table.ts';

/** A row as far as it can be read without a register. */
export type ReadRow = {
  readonly number: number;
  /** Whom the file names, with the class. */
  readonly who: string | null;
  readonly warnings: readonly RowIssue[];
} & ({ readonly issue: RowIssue } | { readonly register: RegisterRow } | { readonly sio: SioRow });

/** What a file says, read to the end. */
export type ReadFile = {
  readonly kind: ImportReport['kind'];
  readonly encoding: ImportReport['encoding'];
  /** Of the whole file: columns that are not read. */
  readonly warnings: readonly RowIssue[];
  readonly rows: readonly ReadRow[];
};
export type ReadOptions = {
  readonly mapping: Mapping;
  /** `YYYY-MM-DD` in Poland. */
  readonly today: string;
};

/**
 * Reads every row of a table.
 * @throws DomainError file_unreadable (encoding_wrong) where letters stand in names that no name has
 */
export function readFile(
  { encoding, header, columns, rows: all, titleClass }: Table,
  { today }: ReadOptions,
): ReadFile {
  const rows = all.filter(({ cells }) => sectionClassOf(cells) === undefined);
  const classAt = sectionsOf(all, titleClass);
  refuseWrongLetters(columns, rows);
  const isIdRunning = hasRunningIds(columns, rows);
  const splitOrder = columns.nameOrder ?? guessOrder(valuesOf(columns, rows, 'fullName'));
  const context = { columns, today, isIdRunning, splitOrder };
  const isOver = overTest(header.length, rows);
  return {
    kind: columns.kind,
    encoding,
    warnings: fileWarnings({ header, columns, rows }, isIdRunning),
    rows: rows.map((record) => readRow(record, { ...context, isOver, sectionClass: classAt.get(record) })),
  };
}

/** The class of the line above each row, where there is one. */
function sectionsOf(
  rows: readonly CsvRecord[],
  titleClass: string | undefined,
): Map<CsvRecord, string | undefined> {
  let current = titleClass;
  return new Map(
    rows.map((record) => {
      current = sectionClassOf(record.cells) ?? current;
      return [record, current];
    }),
  );
}

function readRow(
  record: CsvRecord,
  { isOver, ...common }: Omit<RowContext, 'warnings'> & { isOver: (cells: readonly string[]) => boolean },
): ReadRow {
  const warnings: RowIssue[] = [];
  const row = { number: record.line, who: whoOf(common, record.cells), warnings };
  if (record.isBroken) return { ...row, issue: BROKEN };
  if (isOver(record.cells)) return { ...row, issue: OVER };
  const context = { ...common, warnings };
  try {
    if (common.columns.kind === 'sio') return { ...row, sio: readSioRow(record.cells, context) };
    return { ...row, register: readRegisterRow(record.cells, context) };
  } catch (error) {
    if (error instanceof RowError) return { ...row, issue: error.issue };
    throw error;
  }
}

/**
 * Whether a row has more cells than the heading: a delimiter stands in a text without quotes, and every cell behind it
 * would be taken for its neighbour. Empty cells that most rows have at their end are only a program's habit.
 */
function overTest(width: number, rows: readonly CsvRecord[]): (cells: readonly string[]) => boolean {
  const lengths = rows.map(({ cells }) => cells.length).toSorted((a, b) => a - b);
  const usual = lengths[Math.floor((lengths.length - 1) / 2)] ?? width;
  return (cells) => cells.slice(width).some((cell) => cell !== '') || cells.length > Math.max(width, usual);
}

const OVER: RowIssue = {
  field: null,
  code: 'cells_over',
  message:
    'Ten wiersz ma więcej pól niż nagłówek, więc go pominęliśmy. Tekst z przecinkiem albo średnikiem, na przykład adres, weź w cudzysłów.',
};
const BROKEN: RowIssue = {
  field: null,
  code: 'quote',
  message:
    'W tym wierszu nie zgadzają się cudzysłowy, więc go pominęliśmy. Popraw cudzysłów i wczytaj plik jeszcze raz.',
};

function whoOf(context: Omit<RowContext, 'warnings'>, cells: readonly string[]): string | null {
  const { surname, givenNames } = readNames(context.columns, cells, context.splitOrder);
  const name = `${surname} ${givenNames}`.trim();
  if (name === '') return null;
  const cell = cellsOf(context.columns, cells);
  const classGroup = tidyName(cell('classGroup') || `${cell('classLevel')}${cell('classLetter')}`);
  return `${name}${classGroup ? `, ${classGroup}` : ''}`.slice(0, 200);
}

function valuesOf(columns: Columns, rows: readonly CsvRecord[], name: 'fullName' | 'id'): string[] {
  const place = columns.places.get(name);
  if (place === undefined) return [];
  return rows.map(({ cells }) => (cells[place] ?? '').trim()).filter(Boolean);
}

/** Ids that are all small whole numbers say where a row stands, in this class as in the next (rules.md I1a). */
function hasRunningIds(columns: Columns, rows: readonly CsvRecord[]): boolean {
  const ids = valuesOf(columns, rows, 'id');
  return ids.length > 0 && ids.every((id) => /^\d{1,3}[.)]?(?:[.,]0)?$/.test(id));
}

/** Letters that no name has mean a wrong encoding: nothing of the file is kept (rules.md I1b). */
function refuseWrongLetters(columns: Columns, rows: readonly CsvRecord[]): void {
  const { places, moreNames, guardians } = columns;
  const named = guardians.filter(({ part }) => part !== 'email' && part !== 'phone');
  const names = [places.get('surname'), places.get('givenNames'), places.get('fullName'), ...moreNames];
  const namePlaces = [...names, ...named.map(({ place }) => place)].filter((place) => place !== undefined);
  const others = [
    places.get('address'),
    places.get('addressStreet'),
    places.get('addressTown'),
    places.get('classGroup'),
  ];
  const textPlaces = others.filter((place) => place !== undefined);
  for (const { line, cells } of rows) {
    const isWrong =
      namePlaces.some((place) => isWrongName(cells[place] ?? '')) ||
      textPlaces.some((place) => isBrokenText(cells[place] ?? ''));
    if (isWrong) throw new DomainError('file_unreadable', { reason: 'encoding_wrong', row: line });
  }
}

function isWrongName(text: string): boolean {
  return (
    text !== '' && !isSheetError(text) && hasWrongLetters(text) && !(saysNoName(text) && !isBrokenText(text))
  );
}

/** What a SIO file is read for. */
const ofSio: ReadonlySet<ColumnName> = new Set([
  'pesel',
  'paperNumber',
  'paperIssuedOn',
  'paperValidUntil',
  'disability',
]);

/** Nothing that a file carries is dropped in silence (rules.md I1c). */
function fileWarnings(
  { header, columns, rows }: Pick<Table, 'header' | 'columns' | 'rows'>,
  isIdRunning: boolean,
): RowIssue[] {
  const isFilled = (place: number): boolean => rows.some(({ cells }) => (cells[place] ?? '').trim() !== '');
  const ignored = columns.ignored.filter(({ place }) => isFilled(place));
  const unused = [...columns.places].filter(
    ([name, place]) => isFilled(place) && (columns.kind === 'sio' ? !ofSio.has(name) : name === 'disability'),
  );
  const isUnsaid =
    columns.nameOrder === undefined && columns.places.has('fullName') && !columns.places.has('surname');
  return [
    ...ignored.map(({ heading, place, why }) =>
      ignoredColumn(
        heading || `kolumna ${place + 1}`,
        why === 'running' ? RUNNING : why === 'twice' ? TWICE : UNKNOWN,
      ),
    ),
    ...(isIdRunning ? [ignoredColumn('id', RUNNING)] : []),
    ...unused.map(([name, place]) =>
      ignoredColumn(name === 'disability' ? 'czy niepełnosprawność' : (header[place] ?? ''), UNKNOWN),
    ),
    ...(isUnsaid ? [NAME_ORDER] : []),
  ];
}

const UNKNOWN = 'Tej kolumny nie potrzebujemy, pomijamy ją.';
const RUNNING =
  'W tej kolumnie są numery porządkowe. Powtarzają się w każdej klasie, więc nie poznajemy po nich uczniów i pomijamy tę kolumnę.';
const TWICE = 'Ta kolumna powtarza inną. Pomijamy ją.';
const NAME_ORDER: RowIssue = {
  field: null,
  code: 'name_order_assumed',
  message:
    'Nagłówek nie mówi, co jest pierwsze: imię czy nazwisko. Sprawdź na liście zmian, czy dobrze je rozdzieliliśmy.',
};

function ignoredColumn(heading: string, message: string): RowIssue {
  return { field: heading.slice(0, 60), code: 'column_ignored', message };
}
