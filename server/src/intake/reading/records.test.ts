import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { recordsOf } from './records.ts';

/** A cell by the grammar of RFC 4180: quoted where it must be, or where the writer likes to. */
function written(cell: string, delimiter: string, likes: boolean): string {
  const must = cell.includes(delimiter) || /["\r\n]/.test(cell);
  return must || likes ? `"${cell.replaceAll('"', '""')}"` : cell;
}

const letters = fc.constantFrom('a', 'Ż', 'ó', '7', '-', '.', ' ', '"', ';', ',', '\n', '\r\n');
// Blanks around a cell are not kept, and `="01"` is Excel's way of writing 01.
const cell = fc
  .array(letters, { maxLength: 8 })
  .map((all) => all.join('').trim())
  .filter((text) => !text.startsWith('='));
const ROW = 5;
// A first cell that is there: an empty line is no row. A cell holds fewer delimiters than a row has.
const row = fc
  .tuple(fc.constantFrom('x', 'Łoś', '1'), ...Array.from({ length: ROW - 1 }, () => cell))
  .filter((cells) => cells.every((one) => one.split(/[;,]/).length < ROW));

test('what is written by RFC 4180 is read as it was, whatever the cells, delimiter, quotes and line ends', () => {
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(';', ',', '\t', '|'),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.boolean(),
      fc.boolean(),
      (rows, delimiter, end, likes, isEnded) => {
        const lines = rows.map((cells) => cells.map((one) => written(one, delimiter, likes)).join(delimiter));
        const text = lines.join(end) + (isEnded ? end : '');
        const read = [...recordsOf(text, delimiter, ROW)];
        assert.deepEqual(
          read.map(({ cells, isBroken }) => ({ cells, isBroken })),
          rows.map((cells) => ({ cells, isBroken: false })),
        );
      },
    ),
    { numRuns: 500 },
  );
});
