import { type Day, isDay } from '@mleg/core/calendar/days';
import { foldName } from '@mleg/core/person/names';
import { RowError } from './row-issue.ts';

/** Beginnings of the months' names in all their cases, folded. */
const months = ['sty', 'lut', 'mar', 'kwi', 'maj', 'cze', 'lip', 'sie', 'wrz', 'paz', 'lis', 'gru'];
const romans = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii'];
const yearWord = /(?<=\d)\s*(?:r\.?|roku)$/i;
const time = /[T ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[ap]m)?(?:Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * Reads a day as people and programs write it: 2026-09-01, 01.09.2026, 1-9-2026, 01/09/2026, 2026/09/01, 20260901,
 * 1 września 2026 r., 1 IX 2026, with or without a time behind it.
 * @throws RowError date_invalid
 */
export function readDay(text: string, field: string): Day {
  const plain = text.replace(time, '').replace(yearWord, '').replace(/^['’]/, '').trim();
  const day = numericDay(plain) ?? wordDay(plain);
  if (day !== undefined && isDay(day)) return day;
  throw new RowError(field, 'date_invalid', whyNot(plain));
}

/** Excel's count of days for a day; it is sure only where another cell says the same day. */
export function serialDay(text: string): string | undefined {
  if (!/^\d{5}(?:[.,]\d+)?$/.test(text)) return undefined;
  const at = Date.UTC(1899, 11, 30) + Number(text.slice(0, 5)) * 86_400_000;
  return new Date(at).toISOString().slice(0, 10);
}

/** Whether a day whose year has two digits, or whose month comes first, can mean this one. */
export function isSameDay(text: string, day: string): boolean {
  const [, a = '', b = '', year = ''] =
    /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})$/.exec(text.replace(time, '').replace(yearWord, '').trim()) ??
    [];
  if (!day.slice(0, 4).endsWith(year) || year === '') return false;
  return [toDay(day.slice(0, 4), b, a), toDay(day.slice(0, 4), a, b)].includes(day);
}

function numericDay(text: string): string | undefined {
  const iso = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text);
  if (iso) return toDay(iso[1], iso[3], iso[4]);
  const polish = /^(\d{1,2})([-/.]) ?(\d{1,2})\2 ?(\d{4})$/.exec(text);
  if (polish) return toDay(polish[4], polish[3], polish[1]);
  const packed = /^((?:19|20)\d{2})(\d{2})(\d{2})$/.exec(text);
  return packed ? toDay(packed[1], packed[2], packed[3]) : undefined;
}

function wordDay(text: string): string | undefined {
  const [, day, word = '', year] = /^(\d{1,2}) (\p{L}+) (\d{4})$/u.exec(foldName(text)) ?? [];
  const month = romans.indexOf(word) + 1 || months.findIndex((start) => word.startsWith(start)) + 1;
  return month > 0 ? toDay(year, String(month), day) : undefined;
}

function toDay(year = '', month = '', day = ''): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function whyNot(text: string): string {
  if (/^\d{5}([.,]\d+)?$/.test(text))
    return 'Excel zapisał tu liczbę zamiast daty. Ustaw w kolumnie format daty i zapisz plik jeszcze raz.';
  if (/^\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2}$/.test(text))
    return 'Rok ma tylko dwie cyfry. Zapisz datę jako RRRR-MM-DD.';
  return 'Tej daty nie ma w kalendarzu. Zapisz ją jako RRRR-MM-DD.';
}
