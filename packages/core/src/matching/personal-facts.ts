import { isDay } from '../calendar/days.ts';
import { parsePesel } from '../person/pesel.ts';

/** Personal numbers and birth dates that a text names. Never logged, never part of an answer. */
export type PersonalNumbers = {
  readonly pesels: readonly string[];
  readonly hasBrokenPesel: boolean;
  readonly bornOns: readonly string[];
};

/** Reads eleven digits as PESEL, and days that are said to be birth dates. */
export function readPersonalNumbers(text: string): PersonalNumbers {
  const numbers = [...text.matchAll(/(?<![\d+])\d{11}(?!\d)/g)].map(([digits]) => digits);
  const isRead = (digits: string): boolean => typeof parsePesel(digits) === 'object';
  return {
    pesels: [...new Set(numbers.filter(isRead))],
    hasBrokenPesel: numbers.some((digits) => !isRead(digits)),
    bornOns: [...new Set(readBirths(text))],
  };
}

function readBirths(text: string): string[] {
  const said =
    /(?:\bur\b\.?|urodz\p{L}*|born|date of birth|dob|нар\p{L}*\.?)[^\d\n]{0,20}(\d{4}-\d\d-\d\d|\d{1,2}[.\-/]\d{1,2}[.\-/]\d{4})/giu;
  return [...text.matchAll(said)].flatMap(([, day = '']) => {
    if (/^\d{4}/.test(day)) return isDay(day) ? [day] : [];
    const [date = '', month = '', year = ''] = day.split(/[.\-/]/);
    const iso = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
    return isDay(iso) ? [iso] : [];
  });
}
