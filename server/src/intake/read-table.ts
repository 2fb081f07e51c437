import { DomainError } from '@mleg/core/errors';
import { parse } from 'csv-parse/sync';

/** A file as rows of named cells. */
export type Table = {
  readonly encoding: 'utf-8' | 'windows-1250';
  readonly header: readonly string[];
  readonly rows: readonly { readonly number: number; readonly cells: readonly string[] }[];
};

const ROWS_MAX = 20_000;
const DELIMITERS = [';', ',', '\t', '|'] as const;

/**
 * Reads a CSV as school programs write it: UTF-8 or Windows-1250, with or without a byte order mark and Excel's `sep=`
 * line, any usual delimiter, quotes and line breaks inside them. Rows count from 1, the header is row 1.
 * @throws DomainError file_unreadable with what is wrong
 */
export function readTable(bytes: Uint8Array): Table {
  if (bytes.includes(0)) throw new DomainError('file_unreadable', { reason: 'not_text' });
  const { encoding, text } = decode(bytes);
  const named = /^sep=(.)\r?\n/.exec(text);
  const content = named ? text.slice(named[0].length) : text;
  const delimiter = named?.[1] ?? guessDelimiter(content);
  const records = parseRecords(content, delimiter);
  const [first, ...rest] = records;
  if (!first || first.cells.every((cell) => cell === ''))
    throw new DomainError('file_unreadable', { reason: 'empty' });
  if (rest.length > ROWS_MAX) throw new DomainError('too_large', { rowsMax: ROWS_MAX });
  return { encoding, header: first.cells, rows: rest.filter((row) => row.cells.some((cell) => cell !== '')) };
}

function decode(bytes: Uint8Array): { encoding: Table['encoding']; text: string } {
  try {
    return { encoding: 'utf-8', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { encoding: 'windows-1250', text: new TextDecoder('windows-1250').decode(bytes) };
  }
}

/** The delimiter that comes most often in the first line, outside quotes. */
function guessDelimiter(text: string): string {
  const line = text.slice(0, text.search(/\r?\n|$/)).replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ';';
}

function parseRecords(text: string, delimiter: string): { number: number; cells: string[] }[] {
  try {
    const records = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      // `="01"` has its quotes in the middle of a cell.
      relax_quotes: true,
      skip_empty_lines: false,
      trim: true,
      max_record_size: 20_000,
    }) as unknown as { info: { lines: number }; record: string[] }[];
    return records.map(({ info, record }) => ({
      // `lines` is the record's last line; line breaks inside quotes are taken off again.
      number: info.lines - countBreaks(record),
      cells: record.map(unquoteFormula),
    }));
  } catch (cause) {
    const line =
      cause instanceof Error && 'lines' in cause && typeof cause.lines === 'number' ? cause.lines : 0;
    throw new DomainError('file_unreadable', { reason: 'csv', row: line }, { cause });
  }
}

function countBreaks(record: readonly string[]): number {
  return record.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
}

/** Excel's way of keeping leading zeros: `="01"` means 01. */
function unquoteFormula(cell: string): string {
  return /^="(.*)"$/.exec(cell)?.[1] ?? cell;
}
