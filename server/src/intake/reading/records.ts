import { DomainError } from '@mleg/core/errors';
import { readingLimits } from './limits.ts';

/** A row of the file. `isBroken`: its quotes do not fit; the cells are then a guess to tell whose row it is. */
export type CsvRecord = {
  readonly line: number;
  readonly cells: readonly string[];
  readonly isBroken: boolean;
};

type Line = { readonly text: string; readonly next: number };
type Cells = { readonly cells: string[]; readonly next: number; readonly lines: number };

/**
 * Splits a text into its rows, one after another, so that a file of millions of empty lines fills no memory. A quote that
 * is never closed costs its own row: reading goes on behind that line.
 * @param width columns of the heading; 0 while it is not known
 * @throws DomainError too_large
 */
export function* recordsOf(text: string, delimiter: string, width: number): Generator<CsvRecord> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    if (line > readingLimits.lines) throw new DomainError('too_large', { linesMax: readingLimits.lines });
    const { text: row, next } = lineAt(text, at);
    if (row.trim() === '') {
      at = next;
      line += 1;
      continue;
    }
    const read = readCells(text, at, delimiter, width);
    const record = read ?? { cells: row.replaceAll('"', '').split(delimiter), next, lines: 1 };
    if (record.cells.length > readingLimits.columns) {
      throw new DomainError('too_large', { columnsMax: readingLimits.columns });
    }
    yield { line, cells: record.cells.map(unquoteFormula), isBroken: read === undefined };
    at = record.next;
    line += record.lines;
  }
}

/** The line from a place on; breaks are LF, CR LF and the CR of old Macintoshes. */
function lineAt(text: string, from: number): Line {
  const end = endOfLine(text, from);
  if (end - from > readingLimits.lineLetters) {
    throw new DomainError('too_large', { lineMax: readingLimits.lineLetters });
  }
  return { text: text.slice(from, end), next: afterBreak(text, end) };
}

function endOfLine(text: string, from: number): number {
  const most = Math.min(text.length, from + readingLimits.lineLetters + 1);
  for (let at = from; at < most; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return most;
}

function afterBreak(text: string, end: number): number {
  return text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;
}

/** The cells of the row that starts here; undefined when its quotes do not fit. */
function readCells(text: string, from: number, delimiter: string, width: number): Cells | undefined {
  const cells: string[] = [];
  let at = from;
  let lines = 1;
  for (;;) {
    const cell = readCell(text, at, delimiter);
    if (!cell || (cell.lines > 0 && isSwallowedRow(cell.text, delimiter, width))) return undefined;
    cells.push(cell.text);
    lines += cell.lines;
    if (cells.length > readingLimits.columns) return { cells, next: cell.end, lines };
    if (text[cell.end] !== delimiter) {
      if (lines > 1 && width > 0 && cells.length > width) return undefined;
      return { cells, next: afterBreak(text, cell.end), lines };
    }
    at = cell.end + 1;
  }
}

/** A cell of many lines that holds as many delimiters as a row has is no cell: its quote was never closed. */
function isSwallowedRow(cell: string, delimiter: string, width: number): boolean {
  return width > 1 && cell.split(delimiter).length >= width;
}

type Cell = { readonly text: string; readonly end: number; readonly lines: number };

function readCell(text: string, from: number, delimiter: string): Cell | undefined {
  let start = from;
  while (text[start] === ' ' || (text[start] === '\t' && delimiter !== '\t')) start += 1;
  if (text[start] === '"') return readQuoted(text, start + 1, delimiter);
  let end = start;
  while (end < text.length && text[end] !== delimiter && !isBreak(text[end])) end += 1;
  const cell = text.slice(start, end).trim();
  // `="01"` and a nickname in quotes have them in pairs.
  if ((cell.split('"').length - 1) % 2 === 1) return undefined;
  return { text: cell, end, lines: 0 };
}

function readQuoted(text: string, from: number, delimiter: string): Cell | undefined {
  const most = Math.min(text.length, from + 2 * readingLimits.cellLetters);
  const close = closingQuote(text, from, most);
  if (close === undefined) return undefined;
  let end = close + 1;
  while (text[end] === ' ') end += 1;
  const isClosed = end >= text.length || text[end] === delimiter || isBreak(text[end]);
  const cell = text.slice(from, close);
  const lines = cell.match(/\r\n?|\n/g)?.length ?? 0;
  if (!isClosed || lines > readingLimits.cellLines) return undefined;
  return { text: cell.replaceAll('""', '"').trim(), end, lines };
}

/** The place of the first quote that is not doubled. */
function closingQuote(text: string, from: number, most: number): number | undefined {
  for (let at = from; at < most; at += 1) {
    if (text[at] !== '"') continue;
    if (text[at + 1] !== '"') return at;
    at += 1;
  }
  return undefined;
}

function isBreak(letter: string | undefined): boolean {
  return letter === '\n' || letter === '\r';
}

/** Excel's way of keeping leading zeros: `="01"` means 01. */
function unquoteFormula(cell: string): string {
  return /^="(.*)"$/.exec(cell)?.[1] ?? cell;
}
