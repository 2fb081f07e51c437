import { DomainError } from '../errors.ts';

/** A day of the calendar as text, `YYYY-MM-DD`: what was made here or has passed `isDay`. */
export type Day = string & { readonly brand: 'day' };

/** Days since 1970-01-01. */
type EpochDay = number;

/** A day in its parts. */
export type Civil = { readonly year: number; readonly month: number; readonly day: number };

/** 28 to 31. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isCivil({ year, month, day }: Civil): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** @throws invalid_input when the text is not a day of the calendar */
export function readCivil(on: string): Civil {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(on) ?? [];
  const civil = { year: Number(year), month: Number(month), day: Number(day) };
  if (year === undefined || !isCivil(civil)) throw new DomainError('invalid_input', { field: 'date' });
  return civil;
}

/** Days of the proleptic Gregorian calendar, counted in years that begin in March so that the leap day comes last. */
export function civilToDays({ year, month, day }: Civil): EpochDay {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719_468
  );
}

/**
 * @param on `YYYY-MM-DD`
 * @returns days since 1970-01-01
 * @throws invalid_input when it is not a day of the calendar
 */
export function dateToDays(on: string): EpochDay {
  return civilToDays(readCivil(on));
}

/**
 * @param days days since 1970-01-01, for the years 0000 to 9999
 * @returns `YYYY-MM-DD`
 */
export function daysToDate(days: EpochDay): Day {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = ((marchMonth + 2) % 12) + 1;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` as Day;
}

/** Whether the text is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): text is Day {
  // There was no year 0, and no database knows one.
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const [year, month, day] = text.split('-').map(Number);
  return isCivil({ year: year ?? 0, month: month ?? 0, day: day ?? 0 });
}
