import type { Day } from '../calendar/days.ts';

/**
 * 30 September after the end of the running school year (1 September to 31 August): to that day an ID is valid that is
 * issued or prolonged now.
 * @param today `YYYY-MM-DD` in Poland
 */
export function endOfSchoolYear(today: string): Day {
  const year = Number(today.slice(0, 4));
  return `${today.slice(5) >= '09-01' ? year + 1 : year}-09-30` as Day;
}
