import type { Day } from '@mleg/core/calendar/days';
import type { DayVerdict } from '@mleg/core/school-year/days-that-can-be';
import { RowError, type RowIssue } from './row-issue.ts';

/** Lets a day through, with a warning if it is odd. @throws RowError date_impossible */
export function allowDay(day: Day, verdict: DayVerdict, field: string, warnings: RowIssue[]): Day {
  if (verdict === 'impossible')
    throw new RowError(field, 'date_impossible', IMPOSSIBLE[field] ?? 'Tej daty nie może tu być.');
  if (verdict === 'odd')
    warnings.push({
      field,
      code: 'date_unusual',
      message: UNUSUAL[field] ?? 'To nietypowa data. Sprawdź ją.',
    });
  return day;
}

const IMPOSSIBLE: Readonly<Record<string, string>> = {
  'data urodzenia': 'Z tą datą urodzenia nikt nie chodzi do szkoły. Sprawdź rok.',
  'data wydania': 'Legitymacja nie może być wydana w przyszłości ani przed 1950 rokiem. Sprawdź datę.',
  'ważna do':
    'Ta data ważności jest wcześniejsza niż data wydania albo o lata za późna. Legitymacja jest ważna do 30 września po roku szkolnym.',
};
const UNUSUAL: Readonly<Record<string, string>> = {
  'data urodzenia': 'Uczeń jest bardzo młody albo ma ponad 30 lat. Sprawdź datę urodzenia.',
  'ważna do': 'Ta data ważności jest późniejsza niż koniec września po tym roku szkolnym. Sprawdź ją.',
};
