import type { Day } from '@mleg/core/calendar/days';
import { type PeselFacts, type PeselFault, parsePesel } from '@mleg/core/person/pesel';
import { RowError } from './row-issue.ts';

const WHY: Readonly<Record<PeselFault, string>> = {
  length: 'Numer PESEL musi mieć 11 cyfr.',
  checksum: 'PESEL ma błędną cyfrę kontrolną.',
  birth_date: 'PESEL zawiera datę, której nie ma w kalendarzu.',
};
/** Two zeros at most stand before the first other digit of somebody who was born since 1900. */
const ZEROS_MAX = 3;

/**
 * Reads a PESEL cell as spreadsheets leave it: with an apostrophe, blanks, `.0` behind it, or without its leading zeros.
 * Zeros are put back only where check digit and written birth date agree.
 * @throws RowError personal_id_invalid
 */
export function readPesel(
  text: string,
  bornOn: string | undefined,
): { readonly facts: PeselFacts; readonly isRestored: boolean } {
  const plain = plainDigits(text);
  if (/^\d[.,]?\d*e\+?\d+$/i.test(plain)) {
    throw new RowError(
      'pesel',
      'personal_id_invalid',
      'Excel skrócił numer PESEL do zapisu z „E+” i zgubił cyfry. Ustaw kolumnę jako tekst i wpisz numer ponownie.',
    );
  }
  const parsed = parsePesel(plain);
  if (typeof parsed !== 'string') return { facts: parsed, isRestored: false };
  const restored = parsed === 'length' && bornOn !== undefined ? restoreZeros(plain, bornOn) : undefined;
  if (restored) return { facts: restored, isRestored: true };
  throw new RowError('pesel', 'personal_id_invalid', WHY[parsed] + hintFor(parsed, plain));
}

/** The birth date that a whole PESEL in a cell tells. */
export function peselDay(text: string): Day | undefined {
  const parsed = parsePesel(plainDigits(text));
  return typeof parsed === 'string' ? undefined : parsed.bornOn;
}

function plainDigits(text: string): string {
  return text
    .replace(/^['’`]/, '')
    .replace(/[.,]0+$/, '')
    .replace(/[\s'’-]/g, '');
}

function restoreZeros(digits: string, bornOn: string): PeselFacts | undefined {
  if (!/^\d+$/.test(digits) || digits.length >= 11 || digits.length < 11 - ZEROS_MAX) return undefined;
  const parsed = parsePesel(digits.padStart(11, '0'));
  return typeof parsed === 'object' && parsed.bornOn === bornOn ? parsed : undefined;
}

function hintFor(fault: PeselFault, digits: string): string {
  return fault === 'length' && /^\d{8,10}$/.test(digits)
    ? ' Arkusz mógł zgubić zera na początku: dopisz je albo dodaj kolumnę z datą urodzenia.'
    : '';
}
