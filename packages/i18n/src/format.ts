import { currentLocale } from './locale.ts';

const TIME_ZONE = 'Europe/Warsaw';

/** `2026-09-01` as „1 września 2026”. */
export function formatDay(on: string): string {
  return withoutYearMark(
    new Intl.DateTimeFormat(currentLocale(), { dateStyle: 'long', timeZone: 'UTC' }).format(
      new Date(`${on}T12:00:00Z`),
    ),
  );
}

/** `2026-09-01` as „1.09.2026”: for tables and cards. */
export function formatShortDay(on: string): string {
  const [year = '', month = '', day = ''] = on.split('-');
  return `${Number(day)}.${month}.${year}`;
}

/** A moment (RFC 3339 or epoch milliseconds) as day and time in Polish time. */
export function formatMoment(at: string | number): string {
  return withoutYearMark(
    new Intl.DateTimeFormat(currentLocale(), {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: TIME_ZONE,
    }).format(new Date(at)),
  );
}

/** The day in Poland of a moment (RFC 3339 or epoch milliseconds), `YYYY-MM-DD`. */
export function dayOf(at: string | number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: TIME_ZONE, dateStyle: 'short' }).format(new Date(at));
}

/** The time of a moment, „7:40”. */
export function formatTime(at: string | number): string {
  return new Intl.DateTimeFormat(currentLocale(), { timeStyle: 'short', timeZone: TIME_ZONE }).format(
    new Date(at),
  );
}

/** Days stand inside sentences, also before a full stop: „2026 r..” must not come of it, so „r.” and „р.” are left out. */
function withoutYearMark(text: string): string {
  return text.replace(/(\d{4})\s[rр]\./u, '$1');
}
