import { type Day, isDay } from '../calendar/days.ts';

/** A PESEL that passed every check. Never logged, never in an address, never hashed without a key. */
export type Pesel = string & { readonly brand: 'pesel' };

/** Why a text is no PESEL. */
export type PeselFault = 'length' | 'checksum' | 'birth_date';

const weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];
/** What is added to the month tells the century. */
const centuries: readonly (readonly [added: number, century: number])[] = [
  [80, 1800],
  [60, 2200],
  [40, 2100],
  [20, 2000],
  [0, 1900],
];

/** What a PESEL says of its holder. */
export type PeselFacts = { readonly pesel: Pesel; readonly bornOn: Day };

/**
 * Reads a PESEL (act on the population register of 24 September 2010, article 15): eleven digits, a birth date that
 * exists, the check digit.
 * @param text may have spaces around it
 * @returns number and birth date `YYYY-MM-DD`, or what is wrong
 */
export function parsePesel(text: string): PeselFacts | PeselFault {
  const digits = text.trim();
  if (!/^\d{11}$/.test(digits)) return 'length';
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  if ((10 - (sum % 10)) % 10 !== Number(digits[10])) return 'checksum';
  const bornOn = birthDateOf(digits);
  return bornOn === undefined ? 'birth_date' : { pesel: digits as Pesel, bornOn };
}

function birthDateOf(digits: string): Day | undefined {
  const coded = Number(digits.slice(2, 4));
  const [added, century] = centuries.find(([limit]) => coded > limit) ?? [0, 0];
  const year = century + Number(digits.slice(0, 2));
  const text = `${year}-${String(coded - added).padStart(2, '0')}-${digits.slice(4, 6)}`;
  return isDay(text) ? text : undefined;
}

/**
 * What a screen shows of a personal number: dots alone. Beside the birth date the last two digits would leave a hundred
 * numbers, and any place that knows the right one from a wrong one would tell which.
 */
export function maskPersonalId(value: string): string {
  return '•'.repeat(Math.max(value.length, 4));
}
