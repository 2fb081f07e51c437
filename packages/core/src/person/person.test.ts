import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { foldName, nameKeyOf, tidyName } from './names.ts';
import { maskPersonalId, parsePesel } from './pesel.ts';

const vectors = fileURLToPath(new URL('../../../../../shared/cases/pesel_vectors.json', import.meta.url));
const skip = existsSync(vectors) ? false : 'SKIPPED: ../shared is not beside the checkout';

test('every PESEL example is accepted with its birth date, or refused', { skip }, () => {
  const cases = JSON.parse(readFileSync(vectors, 'utf8')) as {
    pesel: string;
    ok?: boolean;
    valid?: boolean;
    dob?: string;
  }[];
  assert.ok(cases.length > 10);
  for (const one of cases) {
    const parsed = parsePesel(one.pesel);
    if (one.ok === undefined)
      assert.equal(typeof parsed, 'object', 'the swapped pair passes, and no check digit can help');
    else if (one.ok) assert.deepEqual(parsed, { pesel: one.pesel, bornOn: one.dob });
    else assert.equal(typeof parsed, 'string', `${one.pesel} should be refused`);
  }
});

test('the century of birth stands in the month', () => {
  const bornOn = (pesel: string): unknown => (parsePesel(pesel) as { bornOn?: string }).bornOn;
  assert.equal(bornOn('16303161379'), '2016-10-31');
  assert.equal(bornOn('99923100120'), '1899-12-31');
});

test('a wrong length, a wrong check digit and a day that does not exist are told apart', () => {
  assert.equal(parsePesel('123'), 'length');
  assert.equal(parsePesel('16303161378'), 'checksum');
  assert.equal(parsePesel('16303261370'.replace(/.$/, checkDigit('1630326137'))), 'birth_date');
});

function checkDigit(ten: string): string {
  const weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];
  return String((10 - (weights.reduce((sum, weight, at) => sum + weight * Number(ten[at]), 0) % 10)) % 10);
}

test('one changed digit never passes for another PESEL', () => {
  const digit = fc.integer({ min: 0, max: 9 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 }), digit, (at, other) => {
      const good = '16303161379';
      const changed = good.slice(0, at) + other + good.slice(at + 1);
      return changed === good || typeof parsePesel(changed) === 'string';
    }),
  );
});

test('names are compared without case, diacritics, hyphens and double spaces', () => {
  assert.equal(foldName('  Żaneta   Źrebiec-Nowak '), 'zaneta zrebiec nowak');
  assert.equal(foldName("O'Łoś"), 'o los');
  assert.equal(foldName('Шевченко'), 'шевченко');
  assert.equal(nameKeyOf('Jan', 'Łęcki'), 'lecki jan');
});

test('a kept name loses only needless spaces', () => {
  assert.equal(tidyName('  Anna  Maria '), 'Anna Maria');
  assert.equal(tidyName('An\u00adna\u200b \u202e\ufeffMa\nria\ud800'), 'Anna Ma ria');
});

test('a masked personal number shows not one of its characters', () => {
  for (const value of ['16303161379', 'A1', 'FX000001', 'AB-12 34'])
    assert.match(maskPersonalId(value), /^•{4,}$/, value);
});
