import { DomainError } from '../errors.ts';
import type { ageFlagYears } from '../offline-qr/days.ts';
import { ageOn, dateToDays, daysToDate } from '../offline-qr/days.ts';

const daySeconds = 86_400;
const hourSeconds = 3600;
/** The ages of the `age_over_*` claims. */
export type AgeOverYears = (typeof ageFlagYears)[number];

/** 01:00 UTC on the last Sunday of a month of 31 days, epoch seconds: when Poland's clocks change (Directive 2000/84/EC). */
function clockChangeAt(year: number, month: '03' | '10'): number {
  const last = dateToDays(`${String(year).padStart(4, '0')}-${month}-31`);
  // 1 January 1970 was a Thursday; day 3 a Sunday.
  const sunday = last - ((((last - 3) % 7) + 7) % 7);
  return sunday * daySeconds + hourSeconds;
}

/**
 * How far Poland's clocks are ahead of UTC at a moment, by the rule in force since 1996.
 * @param at epoch seconds
 * @returns 3600 or 7200
 */
export function warsawOffsetSeconds(at: number): number {
  const year = Number(daysToDate(Math.floor(at / daySeconds)).slice(0, 4));
  const isSummer = at >= clockChangeAt(year, '03') && at < clockChangeAt(year, '10');
  return (isSummer ? 2 : 1) * hourSeconds;
}

/** The day in Poland at a moment: epoch seconds to `YYYY-MM-DD`. */
export function warsawDayOf(at: number): string {
  return daysToDate(Math.floor((at + warsawOffsetSeconds(at)) / daySeconds));
}

/** The first second of a day in Poland: `YYYY-MM-DD` to epoch seconds. Clocks change at 2 or 3 in the morning, never then. */
export function warsawDayStartAt(on: string): number {
  const midnightUtc = dateToDays(on) * daySeconds;
  return midnightUtc - warsawOffsetSeconds(midnightUtc - 2 * hourSeconds);
}

/**
 * The `exp` of a credential: the first second after the paper ID's last day in Poland (design.md 5, rules.md V3).
 * @param validUntil `YYYY-MM-DD`
 * @returns epoch seconds
 */
export function expOfLastDay(validUntil: string): number {
  return warsawDayStartAt(daysToDate(dateToDays(validUntil) + 1));
}

/** Rounded down to the day in UTC, so that the copies of a batch cannot be told apart by it (RFC 9901 10.1). */
export function roundToDay(at: number): number {
  return Math.floor(at / daySeconds) * daySeconds;
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
