import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { endOfSchoolYear } from '@mleg/core/school-year/school-year';

/** Today in Poland. */
export const today = (): string => warsawDayOf(Math.floor(Date.now() / 1000));
/** The last day that a school ID issued now usually carries. */
export const usualLastDay = (): string => endOfSchoolYear(today());
