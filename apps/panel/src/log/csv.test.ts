import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toCsv } from './csv.ts';

test('a file of the log opens in a Polish spreadsheet, and no cell of it is a formula', () => {
  const text = toCsv([
    ['Kto', 'Co'],
    ['=HYPERLINK("x")', 'Kowalska; „Anna”'],
    ['@SUM', '+48'],
    ['-1', 'a\nb"c'],
  ]);
  assert.equal(
    text,
    '\uFEFF"Kto";"Co"\r\n"\'=HYPERLINK(""x"")";"Kowalska; „Anna”"\r\n"\'@SUM";"\'+48"\r\n"\'-1";"a\nb""c"\r\n',
  );
});
