import type { DomainError } from '@mleg/core/errors';
import { personalIndexOf } from '../service/register/personal-id.ts';
import type { SchoolDeps } from '../service/school-deps.ts';
import { paperIdByNumber } from '../store/paper-ids.ts';
import { type PupilRecord, pupilByExternalId, pupilById, pupilByPersonalIndex } from '../store/pupils.ts';
import type { SchoolTx } from '../store/tenant.ts';
import { whoIs } from './changes.ts';
import type { Guess } from './guess-book.ts';
import type { ReadRow } from './reading/read-file.ts';
import type { RegisterRow } from './reading/read-row.ts';
import { type RowIssue, rowCodes } from './reading/row-issue.ts';

const MESSAGES: Readonly<Record<string, string>> = {
  personal_id_taken: 'Ten numer PESEL albo dokumentu ma już inny uczeń.',
  paper_id_number_taken: 'Ten numer legitymacji ma już inny uczeń.',
  birth_date_mismatch: 'Data urodzenia nie zgadza się z numerem PESEL.',
  personal_id_invalid: 'Numer PESEL jest błędny.',
  external_id_is_pesel: 'Identyfikator ucznia nie może być numerem PESEL.',
  wrong_state: 'Legitymacja o tym numerze jest zgubiona albo odebrana.',
};

type Clash = {
  readonly issue: RowIssue;
  readonly who: string | undefined;
  readonly guess: Guess | undefined;
};

/** What the report says of a row that the register refuses, and whom the row clashes with. */
export async function clashIssue(
  deps: Pick<SchoolDeps, 'vault'>,
  tx: SchoolTx,
  { error, row }: { error: DomainError; row: ReadRow },
): Promise<Clash> {
  const field = error.details['field'];
  const holder = await holderOf(deps, tx, error.type, row);
  const who = holder && whoIs(holder);
  const guess =
    holder && tellsOfNumber(error.type, row) ? ({ kind: 'taken', pupilId: holder.id } as const) : undefined;
  if (error.type === 'other_person' && who) return { issue: otherPerson(who, row.who ?? ''), who, guess };
  const issue: RowIssue = {
    field: typeof field === 'string' ? field : null,
    // Whatever else a row may meet is a clash with what is recorded.
    code: rowCodes.find((code) => code === error.type) ?? 'conflict',
    message: MESSAGES[error.type] ?? 'Tego wiersza nie da się zapisać. Popraw go i wczytaj plik jeszcze raz.',
  };
  return { issue, who, guess };
}

/** Whether the clash was found by the personal number, not by the school's own id. */
function tellsOfNumber(type: string, row: ReadRow): boolean {
  if (type === 'personal_id_taken') return true;
  return type === 'other_person' && 'register' in row && row.register.externalId === undefined;
}

function otherPerson(known: string, given: string): RowIssue {
  return {
    field: 'nazwisko',
    code: 'other_person',
    message: `Pod tym numerem jest w rejestrze inny uczeń: „${known}”. W pliku stoi „${given}”. Nic nie zmieniliśmy. Jeśli to ta sama osoba, potwierdź to i wskaż powód.`,
  };
}

async function holderOf(
  deps: Pick<SchoolDeps, 'vault'>,
  tx: SchoolTx,
  type: string,
  row: ReadRow,
): Promise<PupilRecord | undefined> {
  if (type === 'paper_id_number_taken') return numberHolder(tx, row);
  if (!('register' in row)) return undefined;
  if (type === 'other_person')
    return (await idHolder(tx, row.register)) ?? personalHolder(deps, tx, row.register);
  return type === 'personal_id_taken' ? personalHolder(deps, tx, row.register) : undefined;
}

async function numberHolder(tx: SchoolTx, row: ReadRow): Promise<PupilRecord | undefined> {
  const number =
    'sio' in row ? row.sio.number : 'register' in row ? row.register.pupil.paperId?.number : undefined;
  const paperId = number === undefined ? undefined : await paperIdByNumber(tx, number);
  return paperId && pupilById(tx, paperId.pupilId);
}

async function idHolder(tx: SchoolTx, { externalId }: RegisterRow): Promise<PupilRecord | undefined> {
  return externalId === undefined ? undefined : pupilByExternalId(tx, externalId);
}

async function personalHolder(
  deps: Pick<SchoolDeps, 'vault'>,
  tx: SchoolTx,
  { pupil }: RegisterRow,
): Promise<PupilRecord | undefined> {
  if (!pupil.personalId) return undefined;
  return pupilByPersonalIndex(tx, personalIndexOf(deps, tx.school, pupil.personalId));
}
