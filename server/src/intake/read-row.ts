import { externalId } from '@mleg/contract/common';
import { type PupilInput, pupilInput } from '@mleg/contract/pupil';
import { tidyName } from '@mleg/core/person/names';
import { isDay, parsePesel } from '@mleg/core/person/pesel';
import { z } from 'zod';
import type { ColumnName, Columns } from './columns.ts';

/** What a report says of a row; docs/integration-api.md tells programs. */
export const rowCodes = [
  'required',
  'too_long',
  'invalid_input',
  'date_invalid',
  'country_invalid',
  'email_invalid',
  'personal_id_invalid',
  'personal_id_taken',
  'birth_date_mismatch',
  'external_id_is_pesel',
  'paper_id_number_taken',
  'duplicate_row',
  'id_differs',
  'pupil_unknown',
  'wrong_state',
  'conflict',
  'homonym',
  'valid_until_assumed',
  'issue_date_missing',
  'column_ignored',
] as const;
export type RowCode = (typeof rowCodes)[number];

/** What is wrong with a row; its message is for the person who mends the file. */
export type RowIssue = { readonly field: string | null; readonly code: RowCode; readonly message: string };

/** A row of a register, read; members that the file does not name are absent. */
export type RegisterRow = {
  readonly externalId: string | undefined;
  readonly pupil: Omit<PupilInput, 'classGroup'> & { readonly classGroup: string | undefined };
  /** What the report should say although the row is taken. */
  readonly warnings: readonly RowIssue[];
};
export type SioRow = { readonly pesel: string; readonly number: string; readonly issuedOn: string };

type Cell = (name: ColumnName) => string;

/** Error while a row is read; carries what the report will say. */
export class RowError extends Error {
  readonly issue: RowIssue;

  constructor(field: string | null, code: RowCode, message: string) {
    super(code);
    this.name = 'RowError';
    this.issue = { field, code, message };
  }
}

/** Cells of a row by meaning; absent ones are empty. */
export function cellsOf(columns: Columns, cells: readonly string[]): Cell {
  return (name) => {
    const place = columns.places.get(name);
    return place === undefined ? '' : (cells[place] ?? '').trim();
  };
}

/**
 * Reads a day in the four ways in use: YYYY-MM-DD, DD.MM.YYYY, DD-MM-YYYY, YYYY/MM/DD.
 * @throws RowError date_invalid
 */
export function readDay(text: string, field: string): string {
  const iso = /^(\d{4})[-/](\d{2})[-/](\d{2})$/.exec(text);
  const polish = /^(\d{1,2})[.-](\d{1,2})[.-](\d{4})$/.exec(text);
  const [year, month, day] = iso ? iso.slice(1) : polish ? [polish[3], polish[2], polish[1]] : [];
  const on = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  if (!isDay(on))
    throw new RowError(field, 'date_invalid', 'Tej daty nie ma w kalendarzu. Zapisz ją jako RRRR-MM-DD.');
  return on;
}

/** Reads a row of the register. @throws RowError */
export function readRegisterRow(cell: Cell, defaultValidUntil: (issuedOn: string) => string): RegisterRow {
  const givenNames = tidyName(`${cell('givenNames')} ${cell('secondName')}`);
  const surname = tidyName(cell('surname'));
  if (!surname) throw new RowError('nazwisko', 'required', 'Brakuje nazwiska.');
  if (!givenNames) throw new RowError('imiona', 'required', 'Brakuje imienia.');
  const { personalId, bornOn } = readPerson(cell);
  const classGroup = tidyName(cell('classGroup') || `${cell('classLevel')}${cell('classLetter')}`);
  const paperId = readPaperId(cell, defaultValidUntil);
  const guardians = readGuardian(cell);
  const address = tidyName(cell('address'));
  return boundAsForm({
    externalId: cell('id') || undefined,
    pupil: {
      givenNames,
      surname,
      birthDate: bornOn,
      personalId,
      classGroup: classGroup || undefined,
      ...(address ? { address } : {}),
      ...(paperId ? { paperId } : {}),
      ...(guardians ? { guardians } : {}),
    },
    warnings: cell('paperNumber') && !paperId ? [NO_ISSUE_DATE] : [],
  });
}

/** The form's own bounds. */
const bounds = z.object({
  externalId: externalId.optional(),
  pupil: pupilInput.extend({ classGroup: pupilInput.shape.classGroup.optional() }),
});

/** What the file calls a member of the form. */
const COLUMN_OF: Readonly<Record<string, string>> = {
  externalId: 'id',
  'pupil.givenNames': 'imiona',
  'pupil.surname': 'nazwisko',
  'pupil.personalId.value': 'numer dokumentu',
  'pupil.classGroup': 'klasa',
  'pupil.address': 'adres',
  'pupil.paperId.number': 'numer legitymacji',
  'pupil.guardians.0.name': 'opiekun',
  'pupil.guardians.0.email': 'e-mail opiekuna',
};

/** A file may write nothing that the form would refuse. @throws RowError too_long, invalid_input */
function boundAsForm(row: RegisterRow): RegisterRow {
  const issue = bounds.safeParse(row).error?.issues[0];
  if (issue === undefined) return row;
  const field = COLUMN_OF[issue.path.join('.')] ?? null;
  if (issue.code !== 'too_big')
    throw new RowError(field, 'invalid_input', 'Tej wartości nie da się zapisać.');
  throw new RowError(field, 'too_long', `Ten tekst jest za długi: najwyżej ${issue.maximum} znaków.`);
}

function readPerson(cell: Cell): { personalId: PupilInput['personalId']; bornOn: string } {
  const written = cell('birthDate') ? readDay(cell('birthDate'), 'data urodzenia') : undefined;
  if (cell('pesel')) {
    const parsed = readPesel(cell('pesel'));
    if (written && written !== parsed.bornOn) {
      throw new RowError(
        'data urodzenia',
        'birth_date_mismatch',
        'Data urodzenia nie zgadza się z numerem PESEL.',
      );
    }
    return { personalId: { type: 'pesel', country: 'PL', value: parsed.pesel }, bornOn: parsed.bornOn };
  }
  if (!cell('documentNumber'))
    throw new RowError('pesel', 'required', 'Brakuje numeru PESEL albo numeru dokumentu.');
  if (!written)
    throw new RowError('data urodzenia', 'required', 'Bez numeru PESEL potrzebna jest data urodzenia.');
  const country = cell('country').toUpperCase();
  if (!/^[A-Z]{2}$/.test(country))
    throw new RowError('kraj', 'country_invalid', 'Wpisz kraj dwiema literami, np. UA.');
  const type = /paszport|passport/i.test(cell('documentType')) ? 'passport' : 'other';
  return { personalId: { type, country, value: cell('documentNumber') }, bornOn: written };
}

function readPesel(text: string): { pesel: string; bornOn: string } {
  const parsed = parsePesel(text);
  if (typeof parsed !== 'string') return parsed;
  const why = {
    length: 'Numer PESEL musi mieć 11 cyfr.',
    checksum: 'PESEL ma błędną cyfrę kontrolną.',
    birth_date: 'PESEL zawiera datę, której nie ma w kalendarzu.',
  }[parsed];
  throw new RowError('pesel', 'personal_id_invalid', why);
}

/** Some office programs write the number alone: the pupil comes in, the paper ID waits for its date. */
const NO_ISSUE_DATE: RowIssue = {
  field: 'data wydania',
  code: 'issue_date_missing',
  message: 'Numer legitymacji jest bez daty wydania, więc jej nie zapisaliśmy. Dopisz datę.',
};

function readPaperId(
  cell: Cell,
  defaultValidUntil: (issuedOn: string) => string,
): NonNullable<PupilInput['paperId']> | undefined {
  const number = cell('paperNumber');
  if (!number) return undefined;
  if (number.length > 30)
    throw new RowError('numer legitymacji', 'too_long', 'Numer legitymacji jest za długi.');
  if (!cell('paperIssuedOn')) return undefined;
  const issuedOn = readDay(cell('paperIssuedOn'), 'data wydania');
  const validUntil = cell('paperValidUntil')
    ? readDay(cell('paperValidUntil'), 'ważna do')
    : defaultValidUntil(issuedOn);
  const isBooklet = /papier|książecz|ksiazecz|booklet|tradycyj/i.test(cell('paperKind'));
  return { kind: isBooklet ? 'booklet' : 'card', number, issuedOn, validUntil };
}

function readGuardian(cell: Cell): NonNullable<PupilInput['guardians']> | undefined {
  const name = tidyName(cell('guardianName'));
  const email = cell('guardianEmail');
  if (!name && !email) return undefined;
  if (email && !/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw new RowError('e-mail opiekuna', 'email_invalid', 'Adres e-mail opiekuna jest błędny.');
  }
  return [{ name: name || email, rights: 'full', ...(email ? { email } : {}) }];
}

/** Reads a row of the SIO file. @throws RowError */
export function readSioRow(cell: Cell): SioRow {
  const { pesel } = readPesel(cell('pesel'));
  const number = cell('paperNumber');
  if (!number || number.length > 30) {
    throw new RowError('numer legitymacji', 'required', 'Brakuje numeru legitymacji albo jest za długi.');
  }
  return { pesel, number, issuedOn: readDay(cell('paperIssuedOn'), 'data wydania') };
}
