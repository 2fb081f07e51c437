import { dateToDays, daysToDate } from '../calendar/days.ts';

/** Fixed statutory days off (act of 18 January 1951, with 24 December since 2025). */
const fixedDaysOff: readonly string[] = [
  '01-01',
  '01-06',
  '05-01',
  '05-03',
  '08-15',
  '11-01',
  '11-11',
  '12-25',
  '12-26',
];
const christmasEveSince = 2025;
/** Days after Easter Sunday: itself, Monday, Pentecost, Corpus Christi. */
const movableDaysOff = [0, 1, 49, 60];
/** A deadline is never further than this, whatever closures a school enters. */
const searchDaysMax = 3650;

/** Easter Sunday of a year, days since 1970 (Gregorian computus). */
function easterDays(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const skipped = century - Math.floor(century / 4);
  const epact = (skipped - Math.floor((8 * century + 13) / 25) + 19 * golden + 15) % 30;
  const corrected =
    epact - Math.floor(epact / 28) * (1 - Math.floor(29 / (epact + 1)) * Math.floor((21 - golden) / 11));
  const weekday = (year + Math.floor(year / 4) + corrected + 2 - skipped) % 7;
  const offset = corrected - weekday;
  const month = 3 + Math.floor((offset + 40) / 44);
  const day = offset + 28 - 31 * Math.floor(month / 4);
  return dateToDays(`${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`);
}

/** Whether a day is a statutory day off in Poland, weekends apart. @param on `YYYY-MM-DD` */
export function isDayOff(on: string): boolean {
  const year = Number(on.slice(0, 4));
  const monthDay = on.slice(5);
  if (fixedDaysOff.includes(monthDay)) return true;
  if (monthDay === '12-24' && year >= christmasEveSince) return true;
  return movableDaysOff.includes(dateToDays(on) - easterDays(year));
}

function isWorkingDay(days: number, closures: ReadonlySet<string>): boolean {
  // 1 January 1970 was a Thursday; 0 is Monday here.
  const weekday = (((days + 3) % 7) + 7) % 7;
  const on = daysToDate(days);
  return weekday < 5 && !isDayOff(on) && !closures.has(on);
}

/**
 * The last day of a deadline: the day of receipt does not count, then so many working days (Monday to Friday, no
 * statutory day off, none of the school's closures).
 * @param receivedOn `YYYY-MM-DD` in Poland
 * @param count at least 1
 * @param closures the school's own days off
 * @returns `YYYY-MM-DD`
 */
export function dueAfterWorkingDays(
  receivedOn: string,
  count: number,
  closures: ReadonlySet<string> = new Set(),
): string {
  const start = dateToDays(receivedOn);
  let left = count;
  for (let days = start + 1; days < start + searchDaysMax; days += 1) {
    if (isWorkingDay(days, closures)) left -= 1;
    if (left === 0) return daysToDate(days);
  }
  return daysToDate(start + searchDaysMax);
}

/**
 * Working days from today to the due day: 0 on the due day itself, 1 the working day before, negative when late.
 * @param today and `dueOn` `YYYY-MM-DD` in Poland
 */
export function workingDaysLeft(
  today: string,
  dueOn: string,
  closures: ReadonlySet<string> = new Set(),
): number {
  const from = dateToDays(today);
  const to = dateToDays(dueOn);
  const [low, high] = from <= to ? [from, to] : [to, from];
  let count = 0;
  for (let days = low + 1; days <= high && days < low + searchDaysMax; days += 1) {
    if (isWorkingDay(days, closures)) count += 1;
  }
  return from <= to ? count : -Math.max(count, 1);
}
