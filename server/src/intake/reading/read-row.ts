import { externalId } from '@mleg/contract/common';
import { type PupilInput, pupilInput } from '@mleg/contract/pupil';
import { type Day, isDay } from '@mleg/core/calendar/days';
import { tidyName } from '@mleg/core/person/names';
import { saysNoName, saysNothing } from '@mleg/core/person/nothing';
import { tidyClass } from '@mleg/core/school-year/class-name';
import { judgeBirth } from '@mleg/core/school-year/days-that-can-be';
import { z } from 'zod';
import { type PersonalId, parsePersonalId, peselId } from '../../service/register/personal-id.ts';
import { allowDay } from './allow-day.ts';
import type { Columns } from './columns.ts';
import { countryCode } from './country.ts';
import type { ColumnName } from './headings.ts';
import { isSameDay, readDay, serialDay } from './read-day.ts';
import { readGuardians } from './read-guardians.ts';
import { type Names, readNames } from './read-names.ts';
import { readPaperId, readSioPaperId } from './read-paper-id.ts';
import { peselDay, readPesel } from './read-pesel.ts';
import { RowError, type RowIssue } from './row-issue.ts';
import { isSheetError } from './section.ts';

/** A row of a register, read; members that the file does not name are absent. */
export type RegisterRow = {
  readonly externalId: string | undefined;
  readonly pupil: RowPupil;
  /** The names came in one cell: where the parts are in doubt, those of the register stand. */
  readonly isNameSplit: boolean;
};
type RowPupil = Omit<PupilInput, 'classGroup' | 'personalId' | 'birthDate'> & {
  readonly classGroup?: string | undefined;
  /** Both absent in a row that only its id names. */
  readonly personalId?: PersonalId | undefined;
  readonly birthDate?: string | undefined;
};
export type SioRow = {
  readonly personalId: PersonalId;
  readonly number: string;
  readonly issuedOn: Day;
  /** Only some programs write it. */
  readonly validUntil: Day | undefined;
};

/** What is needed to read a row. */
export type RowContext = {
  readonly columns: Columns;
  /** `YYYY-MM-DD` in Poland. */
  readonly today: string;
  /** The column of ids holds running numbers, which are no keys. */
  readonly isIdRunning: boolean;
  readonly splitOrder: 'surname' | 'givenNames';
  /** The class that a line above its pupils names; used where the row names none. */
  readonly sectionClass?: string | undefined;
  /** What the report should say although the row is taken. */
  readonly warnings: RowIssue[];
};

export type Cell = (name: ColumnName) => string;

/** Cells of a row by meaning; absent ones, and those that say „nothing”, are empty. */
export function cellsOf(columns: Columns, cells: readonly string[]): Cell {
  return (name) => {
    const place = columns.places.get(name);
    const text = place === undefined ? '' : (cells[place] ?? '').trim();
    return isSheetError(text) || emptyTest(name)(text) ? '' : text;
  };
}

/** A level 0 and a class X are there; nobody is called „Brak danych”. */
function emptyTest(name: ColumnName): (text: string) => boolean {
  if (name === 'surname' || name === 'givenNames' || name === 'fullName') return saysNoName;
  if (name === 'classLevel' || name === 'classLetter') return (text) => /^[-–—?.]*$/.test(text);
  if (name === 'classGroup') return (text) => saysNothing(text) && !/^x$/i.test(text);
  return saysNothing;
}

/** Reads a row of the register. @throws RowError */
export function readRegisterRow(cells: readonly string[], context: RowContext): RegisterRow {
  const { columns, warnings } = context;
  const cell = cellsOf(columns, cells);
  const names = readNames(columns, cells, context.splitOrder);
  if (cells.filter((one) => one !== '').length === 1) throw new RowError(null, 'required', NO_PUPIL);
  if (!names.surname) throw new RowError('nazwisko', 'required', 'Brakuje nazwiska.');
  if (!names.givenNames) throw new RowError('imiona', 'required', 'Brakuje imienia.');
  if (names.isNoted) warnings.push(NOTE_LEFT);
  const person = readPerson(cell, context);
  const written = cell('classGroup') || `${cell('classLevel')}${cell('classLetter')}`;
  const classGroup = tidyClass(written || (context.sectionClass ?? ''));
  const paperId = readPaperId(cell, context);
  const guardians = readGuardians(columns, cells, warnings);
  const address = tidyName(cell('address') || joinAddress(cell));
  return boundAsForm({
    externalId: context.isIdRunning ? undefined : wholeNumber(cell('id')) || undefined,
    pupil: {
      ...namesOnly(names),
      ...person,
      ...(classGroup ? { classGroup } : {}),
      ...(address ? { address } : {}),
      ...(paperId ? { paperId } : {}),
      ...(guardians ? { guardians } : {}),
    },
    isNameSplit: names.isSplit,
  });
}

/** A spreadsheet's „12345.0” is 12345. */
const wholeNumber = (id: string): string => id.replace(/^(\d+)[.,]0$/, '$1');
const NO_PUPIL = 'To nie jest wiersz ucznia (podsumowanie albo dopisek), więc go pominęliśmy.';

const NOTE_LEFT: RowIssue = {
  field: 'nazwisko',
  code: 'name_note',
  message:
    'Dopisku przy nazwisku albo imieniu (nawias, gwiazdka) nie zapisaliśmy: na legitymacji stoi samo imię i nazwisko.',
};

const namesOnly = ({ givenNames, surname }: Names): Pick<PupilInput, 'givenNames' | 'surname'> => ({
  givenNames,
  surname,
});

/** The form's own bounds. */
const bounds = z.object({
  externalId: externalId.optional(),
  pupil: pupilInput.extend({
    classGroup: pupilInput.shape.classGroup.optional(),
    personalId: pupilInput.shape.personalId.extend({ bornOn: z.string().nullable() }).optional(),
    birthDate: pupilInput.shape.birthDate.optional(),
  }),
  isNameSplit: z.boolean(),
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
};

/** A file may write nothing that the form would refuse. @throws RowError too_long, invalid_input */
function boundAsForm(row: RegisterRow): RegisterRow {
  const issue = bounds.safeParse(row).error?.issues[0];
  if (issue === undefined) return row;
  const path = issue.path.join('.');
  const guardian = path.startsWith('pupil.guardians') ? guardianField(path) : null;
  const field = COLUMN_OF[path] ?? guardian;
  if (issue.code !== 'too_big')
    throw new RowError(field, 'invalid_input', 'Tej wartości nie da się zapisać.');
  throw new RowError(field, 'too_long', `Ten tekst jest za długi. Najwięcej znaków: ${issue.maximum}.`);
}

function guardianField(path: string): string {
  return path.endsWith('email') ? 'e-mail opiekuna' : 'opiekun';
}

function joinAddress(cell: Cell): string {
  const [street, house, flat] = [cell('addressStreet'), cell('addressHouse'), cell('addressFlat')];
  const place = [street || cell('addressTown'), house && `${house}${flat ? `/${flat}` : ''}`]
    .filter(Boolean)
    .join(' ');
  const town = [cell('addressCode'), cell('addressTown')].filter(Boolean).join(' ');
  return house || street ? [place, town].filter(Boolean).join(', ') : town;
}

function readPerson(cell: Cell, context: RowContext): Pick<RowPupil, 'personalId' | 'birthDate'> {
  const written = readBirth(cell);
  if (cell('pesel')) return readPeselPerson(cell, context, written);
  if (cell('documentNumber')) return readDocumentPerson(cell, context, written);
  if (!cell('id') || context.isIdRunning)
    throw new RowError('pesel', 'required', 'Brakuje numeru PESEL albo numeru dokumentu.');
  return written ? { birthDate: judged(written, context) } : {};
}

function readBirth(cell: Cell): Day | undefined {
  if (!cell('birthDate')) return undefined;
  const agreed = cell('pesel') ? agreedDay(cell) : undefined;
  return agreed ?? readDay(cell('birthDate'), 'data urodzenia');
}

/** Excel's number of a day, a year of two digits and the American order are taken where a PESEL says the same day. */
function agreedDay(cell: Cell): Day | undefined {
  const text = cell('birthDate');
  const serial = serialDay(text);
  if (serial && isDay(serial)) return serial;
  const bornOn = peselDay(cell('pesel'));
  return bornOn && isSameDay(text, bornOn) ? bornOn : undefined;
}

function readDocumentPerson(
  cell: Cell,
  context: RowContext,
  written: Day | undefined,
): Required<Pick<RowPupil, 'personalId' | 'birthDate'>> {
  if (!written)
    throw new RowError('data urodzenia', 'required', 'Bez numeru PESEL potrzebna jest data urodzenia.');
  const country = countryCode(cell('country'));
  if (!country) throw new RowError('kraj', 'country_invalid', 'Wpisz kraj dwiema literami, np. UA.');
  const type = /paszport|passport/i.test(cell('documentType')) ? 'passport' : 'other';
  return {
    personalId: parsePersonalId({ type, country, value: cell('documentNumber') }),
    birthDate: judged(written, context),
  };
}

function readPeselPerson(
  cell: Cell,
  context: RowContext,
  written: Day | undefined,
): Required<Pick<RowPupil, 'personalId' | 'birthDate'>> {
  const { facts, isRestored } = readPesel(cell('pesel'), written);
  if (written && written !== facts.bornOn)
    throw new RowError(
      'data urodzenia',
      'birth_date_mismatch',
      'Data urodzenia nie zgadza się z numerem PESEL.',
    );
  if (isRestored) context.warnings.push(ZERO_RESTORED);
  if (cell('documentNumber')) context.warnings.push(DOCUMENT_LEFT);
  return {
    personalId: peselId(facts),
    birthDate: judged(facts.bornOn, context),
  };
}

function judged(bornOn: Day, { today, warnings }: RowContext): string {
  return allowDay(bornOn, judgeBirth(bornOn, today), 'data urodzenia', warnings);
}

const ZERO_RESTORED: RowIssue = {
  field: 'pesel',
  code: 'pesel_zero_restored',
  message:
    'Arkusz zgubił zera na początku numeru PESEL. Dopisaliśmy je: zgadza się data urodzenia i cyfra kontrolna.',
};
const DOCUMENT_LEFT: RowIssue = {
  field: 'numer dokumentu',
  code: 'document_not_kept',
  message: 'Uczeń ma numer PESEL, więc numeru drugiego dokumentu nie zapisaliśmy.',
};

/** Reads a row of the SIO file. @throws RowError */
export function readSioRow(cells: readonly string[], context: RowContext): SioRow {
  const cell = cellsOf(context.columns, cells);
  const { facts } = readPesel(cell('pesel'), undefined);
  return { personalId: peselId(facts), ...readSioPaperId(cell, context) };
}
