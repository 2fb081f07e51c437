import { type Day, dateToDays, daysToDate } from './days.ts';

const daySeconds = 86_400;
const hourSeconds = 3600;

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
export function warsawDayOf(at: number): Day {
  return daysToDate(Math.floor((at + warsawOffsetSeconds(at)) / daySeconds));
}

/** The first second of a day in Poland: `YYYY-MM-DD` to epoch seconds. Clocks change at 2 or 3 in the morning, never then. */
export function warsawDayStartAt(on: string): number {
  const midnightUtc = dateToDays(on) * daySeconds;
  return midnightUtc - warsawOffsetSeconds(midnightUtc - 2 * hourSeconds);
}
