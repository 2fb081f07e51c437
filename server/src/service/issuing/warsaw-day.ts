const FORMAT = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Warsaw',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

let cached = { quarterHour: -1, day: '' };

/** The calendar day in Poland at a moment: `YYYY-MM-DD`. Days change on a quarter of an hour, so one is kept. */
export function warsawDay(at: number): string {
  const quarterHour = Math.floor(at / 900);
  if (cached.quarterHour !== quarterHour) cached = { quarterHour, day: FORMAT.format(quarterHour * 900_000) };
  return cached.day;
}
