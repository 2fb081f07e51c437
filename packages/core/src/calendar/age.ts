import { DomainError } from '../errors.ts';
import { type Civil, civilToDays, type Day, daysInMonth, daysToDate, readCivil } from './days.ts';

/** Ages at which an `age_over_*` flag changes, in the order of their bits in the discount variant. */
export const ageFlagYears = [7, 13, 16, 18, 24] as const;
/** The ages of the `age_over_*` claims. */
export type AgeOverYears = (typeof ageFlagYears)[number];

/** Someone born on 29 February turns a year older on the 28th where there is no 29th (Civil Code, art. 112). */
function birthdayOn(born: Civil, year: number): Day {
  const day = Math.min(born.day, daysInMonth(year, born.month));
  return daysToDate(civilToDays({ year, month: born.month, day }));
}

/** Whole years of age on a day; both `YYYY-MM-DD`. Negative when the day is before the birth. */
export function ageOn(bornOn: string, on: string): number {
  const born = readCivil(bornOn);
  const years = readCivil(on).year - born.year;
  return birthdayOn(born, born.year + years) <= on ? years : years - 1;
}

/** The `age_over_07/13/16/18/24` flags on a day, one boolean per entry of `ageFlagYears`. */
export function ageFlagsOn(bornOn: string, on: string): readonly boolean[] {
  const age = ageOn(bornOn, on);
  return ageFlagYears.map((years) => age >= years);
}

/** The next birthday after `on` that changes a flag, `YYYY-MM-DD`; undefined from the 24th birthday on (rules.md V4). */
export function nextAgeFlagChangeOn(bornOn: string, on: string): Day | undefined {
  const born = readCivil(bornOn);
  return ageFlagYears.map((years) => birthdayOn(born, born.year + years)).find((birthday) => birthday > on);
}

/** Whole years of age on a day (both `YYYY-MM-DD`); who was born on 29 February is a year older on 28 February where there is no 29th. */
export function ageInYears(bornOn: string, on: string): number {
  const years = ageOn(bornOn, on);
  if (years < 0) throw new DomainError('invalid_input', { field: 'bornOn' });
  return years;
}

/** Whether someone has had the birthday that makes them `years` old; true on the birthday itself (rules.md V4). */
export function ageOver(bornOn: string, on: string, years: number): boolean {
  return ageInYears(bornOn, on) >= years;
}
