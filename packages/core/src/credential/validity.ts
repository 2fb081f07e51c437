import { dateToDays, daysToDate } from '../calendar/days.ts';
import { warsawDayStartAt } from '../calendar/warsaw.ts';

const daySeconds = 86_400;

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
