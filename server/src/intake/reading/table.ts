import { DomainError } from '@mleg/core/errors';
import { type Columns, countKnown, type Mapping, recogniseColumns } from './columns.ts';
import { decode, type Encoding } from './decode.ts';
import { importBytesMax, readingLimits } from './limits.ts';
import { type CsvRecord, recordsOf } from './records.ts';
import { isHeadingAgain, sectionClassOf } from './section.ts';

/** A file as rows of cells under recognised columns. */
export type Table = {
  readonly encoding: Encoding;
  readonly header: readonly string[];
  readonly columns: Columns;
  readonly rows: readonly CsvRecord[];
  /** The class that a title above the heading names. */
  readonly titleClass: string | undefined;
};

const DELIMITERS = [';', ',', '\t', '|'] as const;
/** Titles, dates and empty lines that a program puts above the heading. */
const ROWS_ABOVE = 20;

/**
 * Reads a CSV as school programs write it: any usual encoding and delimiter, with or without a byte order mark, Excel's
 * `sep=` line and a title above the heading, quotes and line breaks inside them. Rows are numbered by their line, from 1.
 * @throws DomainError file_unreadable, columns_unknown, too_large, invalid_input
 */
export function readTable(bytes: Uint8Array, mapping: Mapping = {}): Table {
  if (bytes.length > importBytesMax) throw new DomainError('too_large', { bytesMax: importBytesMax });
  refuseManyLines(bytes);
  const { encoding, text } = decode(bytes);
  const plain = withoutUnseen(text);
  if (isOtherKind(plain)) throw new DomainError('file_unreadable', { reason: 'not_csv' });
  const named = /^\s*"?sep=(.)"?[ \t]*(?:\r\n?|\n)/i.exec(plain);
  const content = named ? plain.slice(named[0].length) : plain;
  const { delimiter, header } = findHeader(content, mapping, named?.[1] ? [named[1]] : DELIMITERS);
  const rows = readRows(content, delimiter, header);
  const above = firstRows(content, delimiter).filter(({ line }) => line < header.line);
  const titleClass = above.map(({ cells }) => sectionClassOf(cells)).findLast((one) => one !== undefined);
  const isEmpty = (place: number): boolean => rows.every(({ cells }) => (cells[place] ?? '') === '');
  const isSame = (a: number, b: number): boolean =>
    rows.every(({ cells }) => (cells[a] ?? '').trim() === (cells[b] ?? '').trim());
  const columns = recogniseColumns(header.cells, mapping, { isEmpty, isSame });
  return { encoding, header: header.cells, columns, rows, titleClass };
}

/** Before anything is made of them: a file of line breaks costs a look at its bytes. */
function refuseManyLines(bytes: Uint8Array): void {
  let lines = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === 10 || (byte === 13 && bytes[at + 1] !== 10)) lines += 1;
    if (lines > readingLimits.lines) throw new DomainError('too_large', { linesMax: readingLimits.lines });
  }
}

/** Texts that other programs write, by their first signs: a printed list, a web page, XML, JSON, a text program's file. */
function isOtherKind(text: string): boolean {
  return /^\s*(?:%PDF-|<(?:!doctype|\?xml|html|table|div|body)\b|\{\\rtf|[[{]\s*["{[])/i.test(
    text.slice(0, 500),
  );
}

/** Marks and joiners that nobody sees, and the spaces of text programs. */
function withoutUnseen(text: string): string {
  return text.replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, '').replace(/[\u00a0\u2007\u202f\u3000]/g, ' ');
}

type Header = { readonly delimiter: string; readonly header: CsvRecord };

/** The row of which we know most columns is the heading; where none will do, the first row is told of as one. */
function findHeader(text: string, mapping: Mapping, delimiters: readonly string[]): Header {
  const candidates = delimiters.flatMap((delimiter) =>
    firstRows(text, delimiter).map((header) => ({
      delimiter,
      header,
      known: header.isBroken ? 0 : countKnown(header.cells, mapping),
    })),
  );
  const [first] = candidates;
  if (!first) throw new DomainError('file_unreadable', { reason: 'empty' });
  const best = candidates.reduce((a, b) => (b.known > a.known ? b : a));
  if (best.known > 0) return best;
  const widest = candidates.reduce((a, b) => (b.header.cells.length > a.header.cells.length ? b : a));
  if (widest.header.cells.every((cell) => cell === ''))
    throw new DomainError('file_unreadable', { reason: 'empty' });
  return widest;
}

function firstRows(text: string, delimiter: string): CsvRecord[] {
  const rows: CsvRecord[] = [];
  for (const record of recordsOf(text, delimiter, 0)) {
    rows.push(record);
    if (rows.length >= ROWS_ABOVE) break;
  }
  return rows;
}

function readRows(text: string, delimiter: string, header: CsvRecord): CsvRecord[] {
  const rows: CsvRecord[] = [];
  const width = header.cells.findLastIndex((cell) => cell !== '') + 1;
  for (const record of recordsOf(text, delimiter, width)) {
    if (record.line <= header.line || record.cells.every((cell) => cell === '')) continue;
    if (isHeadingAgain(record.cells, header.cells)) continue;
    if (rows.length >= readingLimits.rows)
      throw new DomainError('too_large', { rowsMax: readingLimits.rows });
    rows.push(record);
  }
  const broken = rows.find(({ isBroken }) => isBroken);
  // No row can be read: the quotes are not those of a CSV.
  if (broken && rows.every(({ isBroken }) => isBroken))
    throw new DomainError('file_unreadable', { reason: 'csv', row: broken.line });
  return rows;
}
