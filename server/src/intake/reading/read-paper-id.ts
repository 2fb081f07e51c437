import type { PupilInput } from '@mleg/contract/pupil';
import type { Day } from '@mleg/core/calendar/days';
import { judgeIssuedOn, judgeValidUntil } from '@mleg/core/school-year/days-that-can-be';
import { endOfSchoolYear } from '@mleg/core/school-year/school-year';
import { allowDay } from './allow-day.ts';
import { readDay } from './read-day.ts';
import type { Cell } from './read-row.ts';
import { RowError, type RowIssue } from './row-issue.ts';

type Context = {
  /** `YYYY-MM-DD` in Poland. */
  readonly today: string;
  /** What the report should say although the row is taken. */
  readonly warnings: RowIssue[];
};
type Days = { readonly issuedOn: Day; readonly validUntil: Day | undefined };

/** Some office programs write the number alone: the pupil comes in, the paper ID waits for its date. */
const NO_ISSUE_DATE: RowIssue = {
  field: 'data wydania',
  code: 'issue_date_missing',
  message: 'Numer legitymacji jest bez daty wydania, więc go nie zapisaliśmy. Dopisz datę.',
};
const NO_NUMBER: RowIssue = {
  field: 'numer legitymacji',
  code: 'paper_id_number_missing',
  message: 'Są tu daty legitymacji bez jej numeru, więc ich nie zapisaliśmy. Dopisz numer.',
};
const IS_DATE: RowIssue = {
  field: 'numer legitymacji',
  code: 'paper_id_number_is_date',
  message:
    'Arkusz zamienił numer legitymacji na datę, więc go nie zapisaliśmy. Ustaw kolumnę jako tekst i wpisz numer ponownie.',
};

/** What a spreadsheet makes of „1/2026”: `sty.26`, `Jan-26`, `01.01.2026`, `2026-01-01`. */
const madeDate =
  /^(?:(?:sty|lut|mar|kwi|maj|cze|lip|sie|wrz|pa[zź]|lis|gru|jan|feb|apr|may|jun|jul|aug|sep|oct|nov|dec)[.-]\d{2}(?:\d{2})?|\d{1,2}[.-](?:sty|lut|mar|kwi|maj|cze|lip|sie|wrz|pa[zź]|lis|gru|jan|feb|apr|may|jun|jul|aug|sep|oct|nov|dec)|(?:19|20)\d{2}-\d{2}-\d{2}(?:[T ].*)?|\d{1,2}\.\d{1,2}\.(?:19|20)\d{2}(?: .*)?)$/i;

/** The paper ID of a register's row; what cannot be taken is told of and leaves the pupil in. @throws RowError */
export function readPaperId(
  cell: Cell,
  { today, warnings }: Context,
): NonNullable<PupilInput['paperId']> | undefined {
  const number = cell('paperNumber');
  const lacks = whatLacks(cell);
  if (lacks) warnings.push(lacks);
  if (!number || lacks) return undefined;
  if (number.length > 30)
    throw new RowError('numer legitymacji', 'too_long', 'Numer legitymacji jest za długi.');
  const { issuedOn, validUntil = endOfSchoolYear(today) } = readDays(cell, { today, warnings });
  const isBooklet = /papier|książecz|ksiazecz|booklet|tradycyj/i.test(cell('paperKind'));
  return { kind: isBooklet ? 'booklet' : 'card', number, issuedOn, validUntil };
}

function whatLacks(cell: Cell): RowIssue | undefined {
  if (!cell('paperNumber')) return cell('paperIssuedOn') || cell('paperValidUntil') ? NO_NUMBER : undefined;
  if (madeDate.test(cell('paperNumber'))) return IS_DATE;
  return cell('paperIssuedOn') ? undefined : NO_ISSUE_DATE;
}

/** The paper ID of a SIO row; its last day is named by some programs only. @throws RowError */
export function readSioPaperId(cell: Cell, context: Context): { readonly number: string } & Days {
  const number = cell('paperNumber');
  if (!number || number.length > 30)
    throw new RowError('numer legitymacji', 'required', 'Brakuje numeru legitymacji albo jest za długi.');
  if (madeDate.test(number)) throw new RowError(IS_DATE.field, IS_DATE.code, IS_DATE.message);
  return { number, ...readDays(cell, context) };
}

function readDays(cell: Cell, { today, warnings }: Context): Days {
  const written = readDay(cell('paperIssuedOn'), 'data wydania');
  const issuedOn = allowDay(written, judgeIssuedOn(written, today), 'data wydania', []);
  if (!cell('paperValidUntil')) {
    const assumed = endOfSchoolYear(today);
    allowDay(assumed, judgeValidUntil(assumed, issuedOn, today), 'ważna do', warnings);
    return { issuedOn, validUntil: undefined };
  }
  const validUntil = readDay(cell('paperValidUntil'), 'ważna do');
  allowDay(validUntil, judgeValidUntil(validUntil, issuedOn, today), 'ważna do', warnings);
  return { issuedOn, validUntil };
}
