import { isDay } from '../calendar/days.ts';
import { endOfSchoolYear } from './school-year.ts';

/** A day that can be, one that a person should look at, one that cannot be (rules.md I1b). */
export type DayVerdict = 'fine' | 'odd' | 'impossible';

/** No ID that a pupil may hold was issued before. */
const FIRST_ISSUED = '1950-01-01';
const YEARS_BEYOND = 2;

/** The day by so many years later. */
function yearsFrom(day: string, years: number): string {
  return `${String(Number(day.slice(0, 4)) + years).padStart(4, '0')}${day.slice(4)}`;
}

/** The last day that the school's own rule gives: of the running school year, in summer also of the one that comes. */
export function usualLastDay(today: string): string {
  const end = endOfSchoolYear(today);
  return today.slice(5) >= '06-01' && today.slice(5) < '09-01' ? yearsFrom(end, 1) : end;
}

/** When a paper ID was issued: not tomorrow. @param today `YYYY-MM-DD` in Poland */
export function judgeIssuedOn(day: string, today: string): DayVerdict {
  return isDay(day) && day >= FIRST_ISSUED && day <= today ? 'fine' : 'impossible';
}

/** To when a paper ID is valid: up to two years beyond the school's own rule is odd, more cannot be. */
export function judgeValidUntil(day: string, issuedOn: string, today: string): DayVerdict {
  const usual = usualLastDay(today);
  if (!isDay(day) || day < issuedOn || day > yearsFrom(usual, YEARS_BEYOND)) return 'impossible';
  return day > usual ? 'odd' : 'fine';
}

/** When a pupil was born: below three and above ninety cannot be; a small child and a grown-up are odd. */
export function judgeBirth(day: string, today: string): DayVerdict {
  if (!isDay(day) || day > yearsFrom(today, -3) || day < yearsFrom(today, -90)) return 'impossible';
  return day > yearsFrom(today, -5) || day < yearsFrom(today, -30) ? 'odd' : 'fine';
}
