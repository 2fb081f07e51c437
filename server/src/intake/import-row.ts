import type { ImportChange, PupilInput, RenameReason } from '@mleg/contract/pupil';
import { foldName } from '@mleg/core/person/names';
import { endOfSchoolYear } from '@mleg/core/school-year/school-year';
import type { Actor } from '../audit/append.ts';
import type { SchoolCipher } from '../keys/vault.ts';
import type { SpellClass } from '../service/register/classes.ts';
import { personalIndexOf } from '../service/register/personal-id.ts';
import type { PupilFields } from '../service/register/pupil-parts.ts';
import { saveGuardians } from '../service/register/save-guardians.ts';
import { savePaperId } from '../service/register/save-paper-id.ts';
import { addPupil, savePupil } from '../service/register/save-pupil.ts';
import type { SchoolDeps } from '../service/school-deps.ts';
import { guardiansOfPupil } from '../store/guardians.ts';
import { newId } from '../store/ids.ts';
import { latestPaperId, type PaperIdRow } from '../store/paper-ids.ts';
import { enterPupilCase, type PupilCase } from '../store/pupil-case.ts';
import {
  type Homonym,
  homonymsOf,
  type PupilRecord,
  pupilByExternalId,
  pupilByPersonalIndex,
} from '../store/pupils.ts';
import type { SchoolTx } from '../store/tenant.ts';
import { guardianChange, paperChanges, pupilChanges, whoIs } from './changes.ts';
import type { Guess } from './guess-book.ts';
import type { RegisterRow, SioRow } from './reading/read-row.ts';
import { RowError, type RowIssue } from './reading/row-issue.ts';

/** What a row did, and what of it a person should look at. */
export type RowResult = {
  readonly outcome: 'created' | 'updated' | 'unchanged';
  readonly pupilId: string;
  /** Name and class as the register says now. */
  readonly who: string;
  readonly changes: ImportChange['fields'];
  readonly warnings: readonly RowIssue[];
  /** The pupil was known before. */
  readonly isKnown: boolean;
  /** A known pupil is called otherwise now, and nobody has looked at it. */
  readonly isRenamed: boolean;
  /** The paper ID ends earlier (rules.md V6). */
  readonly isShortened: boolean;
  /** What the row tells of a personal number beside what it does. */
  readonly guess?: Guess | undefined;
};

/** What is the same for all rows of a file. */
export type ImportContext = {
  readonly cipher: SchoolCipher;
  readonly actor: Actor;
  readonly today: string;
  readonly spellClass: SpellClass;
  /** Pupils that a row above was about. */
  readonly seen: ReadonlySet<string>;
  /** A person has looked at the file and sends it: only then a paper ID is shortened (rules.md V6). */
  readonly isByPerson: boolean;
};

/**
 * Applies a row of the register: the pupil is the one with the row's id, else with its PESEL or document
 * (rules.md I1); a new one without an id gets one from us, which never changes.
 * @param reason of a person for a row that looks like another child's (rules.md I1a)
 * @throws RowError, DomainError
 */
export async function importRegisterRow(
  deps: SchoolDeps,
  tx: SchoolTx,
  context: ImportContext,
  { row, reason }: { row: RegisterRow; reason: RenameReason | undefined },
): Promise<RowResult> {
  const found = await findPupil(deps, tx, row);
  if (found && context.seen.has(found.id)) {
    throw new RowError(null, 'duplicate_row', 'Ten uczeń jest już w tym pliku, w wierszu wyżej.');
  }
  const { paperId, guardians, ...person } = row.pupil;
  if (!found) refuseIncomplete(row);
  const { cipher, actor } = context;
  const { pupilCase, existing, fields, changed } = await savePerson(deps, tx, context, {
    ...{ row, person, found, reason },
  });
  const { pupilId } = pupilCase;
  const spellClass = context.spellClass;
  const paper = await importPaperId(deps, pupilCase, context, { isNew: !existing, paperId });
  const guardianChanges = guardians
    ? await importGuardians(deps, pupilCase, { isNew: !existing, guardians, actor })
    : [];
  const classGroup = fields.classGroup === undefined ? existing?.classGroup : spellClass(fields.classGroup);
  const changes = [
    ...pupilChanges(cipher, existing, { ...fields, classGroup }, changed),
    ...paper.changes,
    ...guardianChanges,
  ];
  const rename = existing && changes.some(({ field }) => field === 'surname' || field === 'givenNames');
  const homonyms = existing ? [] : await homonymsOf(tx, pupilId);
  const outcome = existing ? (changed.length + changes.length > 0 ? 'updated' : 'unchanged') : 'created';
  return {
    pupilId,
    outcome,
    who: whoIs({ ...existing, ...fields, classGroup }),
    changes,
    warnings: [
      ...(rename ? [nameChanged(existing, fields)] : []),
      ...paper.warnings,
      ...(homonyms.length > 0 ? [HOMONYM] : []),
    ],
    isKnown: existing !== undefined,
    isRenamed: rename === true && reason === undefined && !isOnlyMore(existing, fields),
    isShortened: paper.isShortened,
    guess: guessOf(existing, { fields, changed, homonyms }),
  };
}

type Saved = {
  readonly pupilCase: PupilCase;
  /** The pupil as recorded before, behind the lock; undefined for a new one. */
  readonly existing: PupilRecord | undefined;
  readonly fields: PupilFields;
  readonly changed: readonly string[];
};

/** Adds the pupil of a row, or enters the known one's case and replaces what the row names. */
async function savePerson(
  deps: SchoolDeps,
  tx: SchoolTx,
  { cipher, actor, spellClass }: ImportContext,
  row: {
    readonly row: RegisterRow;
    readonly person: RowPerson;
    readonly found: PupilRecord | undefined;
    readonly reason: RenameReason | undefined;
  },
): Promise<Saved> {
  const { found, person, reason: renameReason } = row;
  if (!found) {
    const fields = definedOnly(person);
    const externalId = row.row.externalId ?? newId();
    const pupilId = await addPupil(deps, tx, { cipher, externalId, fields, actor, spellClass });
    const pupilCase = await enterPupilCase(deps, tx, { pupilId });
    return { pupilCase, existing: undefined, fields, changed: [] };
  }
  const pupilCase = await enterPupilCase(deps, tx, { pupilId: found.id });
  const existing = pupilCase.pupil;
  const fields = definedOnly(asKnown(existing, person, row.row.isNameSplit));
  const changed = await savePupil(deps, pupilCase, { fields, actor, spellClass, renameReason });
  return { pupilCase, existing, fields, changed };
}

/** Without the members that the row does not name. */
export function definedOnly(person: Partial<Record<keyof PupilFields, unknown>>): PupilFields {
  return Object.fromEntries(Object.entries(person).filter(([, value]) => value !== undefined)) as PupilFields;
}

function refuseIncomplete({ pupil }: RegisterRow): void {
  if (!pupil.personalId)
    throw new RowError('pesel', 'required', 'Brakuje numeru PESEL albo numeru dokumentu.');
  if (!pupil.classGroup) throw new RowError('klasa', 'required', 'Brakuje klasy.');
}

async function findPupil(deps: SchoolDeps, tx: SchoolTx, row: RegisterRow): Promise<PupilRecord | undefined> {
  const byId = row.externalId ? await pupilByExternalId(tx, row.externalId) : undefined;
  if (byId || !row.pupil.personalId) return byId;
  const byDocument = await pupilByPersonalIndex(tx, personalIndexOf(deps, tx.school, row.pupil.personalId));
  if (byDocument && row.externalId) {
    const guess = { kind: 'taken', pupilId: byDocument.id } as const;
    throw new RowError('id', 'id_differs', 'Ten uczeń ma w rejestrze inny identyfikator.', {
      ...{ who: whoIs(byDocument), guess },
    });
  }
  return byDocument;
}

type RowPerson = Omit<RegisterRow['pupil'], 'paperId' | 'guardians'>;

/** A file in capitals renames nobody, nor does one that writes both names in one cell. */
export function asKnown(existing: PupilRecord, person: RowPerson, isNameSplit: boolean): RowPerson {
  const words = (one: { givenNames: string; surname: string }): string =>
    foldName(`${one.givenNames} ${one.surname}`).split(' ').toSorted().join(' ');
  const { givenNames, surname } = existing;
  if (isNameSplit && words(existing) === words(person)) return { ...person, givenNames, surname };
  return {
    ...person,
    givenNames: keepCase(givenNames, person.givenNames),
    surname: keepCase(surname, person.surname),
  };
}

function keepCase(known: string, given: string): string {
  const isShouted = given === given.toUpperCase() || given === given.toLowerCase();
  return isShouted && known.toLowerCase() === given.toLowerCase() ? known : given;
}

/** A second given name was added, and nothing was lost. */
function isOnlyMore(existing: PupilRecord, { givenNames, surname }: PupilFields): boolean {
  return (
    (surname ?? existing.surname) === existing.surname &&
    `${givenNames}`.startsWith(`${existing.givenNames} `)
  );
}

function nameChanged(existing: PupilRecord, fields: PupilFields): RowIssue {
  const { givenNames = existing.givenNames, surname = existing.surname } = fields;
  return {
    field: surname === existing.surname ? 'imiona' : 'nazwisko',
    code: 'name_changed',
    message: `Zmieni się imię albo nazwisko: było „${existing.surname} ${existing.givenNames}”, będzie „${surname} ${givenNames}”. Sprawdź, czy to ten sam uczeń.`,
  };
}

type PaperResult = Pick<RowResult, 'changes' | 'warnings' | 'isShortened'>;
const NOTHING: PaperResult = { changes: [], warnings: [], isShortened: false };

/** Records the paper ID of a row and says what a person should see: another number, an earlier end. */
async function importPaperId(
  deps: SchoolDeps,
  pupilCase: PupilCase,
  { actor, isByPerson }: ImportContext,
  request: { isNew: boolean; paperId: PupilInput['paperId'] },
): Promise<PaperResult> {
  const { isNew, paperId } = request;
  if (!paperId) return NOTHING;
  const before = isNew ? undefined : standing(await latestPaperId(pupilCase, pupilCase.pupilId));
  const isShortened = before !== undefined && paperId.validUntil < before.validUntil;
  if (isShortened && !isByPerson) return { ...NOTHING, warnings: [SHORTENED_WAITS], isShortened };
  if (!(await savePaperId(deps, pupilCase, { paperId, actor }))) return NOTHING;
  const isNumbered = before !== undefined && before.number !== paperId.number;
  return {
    changes: paperChanges(before, paperId),
    warnings: [
      ...(isNumbered ? [numberChanged(before.number, paperId.number)] : []),
      ...(isShortened ? [SHORTENED] : []),
    ],
    isShortened,
  };
}

function standing(row: PaperIdRow | undefined): PaperIdRow | undefined {
  return row?.state === 'valid' ? row : undefined;
}

function numberChanged(from: string, to: string): RowIssue {
  return {
    field: 'numer legitymacji',
    code: 'paper_id_number_changed',
    message: `Zmieni się numer legitymacji: był „${from}”, będzie „${to}”. Stara legitymacja będzie zastąpiona.`,
  };
}

const SHORTENED: RowIssue = {
  field: 'ważna do',
  code: 'paper_id_shortened',
  message:
    'Legitymacja będzie ważna krócej niż dotąd. Gdy minie nowy termin, mLegitymacja w telefonie przestanie działać.',
};
const SHORTENED_WAITS: RowIssue = {
  field: 'ważna do',
  code: 'paper_id_shortened',
  message:
    'Legitymacja byłaby ważna krócej niż dotąd, więc jej nie zmieniliśmy. Skrócić ją może osoba, która wczyta plik w panelu.',
};

async function importGuardians(
  deps: SchoolDeps,
  pupilCase: PupilCase,
  request: {
    isNew: boolean;
    guardians: NonNullable<PupilInput['guardians']>;
    actor: Actor;
  },
): Promise<ImportChange['fields']> {
  const { isNew, guardians, actor } = request;
  const before = isNew ? [] : await guardiansOfPupil(pupilCase, pupilCase.pupilId);
  if (!(await saveGuardians(deps, pupilCase, { guardians, complete: false, actor }))) return [];
  return [guardianChange(before, guardians)];
}

/** A second pupil of one name is no error, but a person should look (a wrong pupil is the worst error of all). */
export const HOMONYM: RowIssue = {
  field: 'nazwisko',
  code: 'homonym',
  message: 'W szkole jest już uczeń o tym imieniu i nazwisku.',
};

/** Another number for the same name and day of birth, or for a known pupil: it tells that the number is not theirs. */
function guessOf(
  existing: PupilRecord | undefined,
  {
    fields,
    changed,
    homonyms,
  }: { fields: PupilFields; changed: readonly string[]; homonyms: readonly Homonym[] },
): Guess | undefined {
  const isOther = existing?.personalIdType === 'pesel' && changed.includes('personalId');
  const isTwin = homonyms.some(({ bornOn }) => bornOn === fields.birthDate);
  return isOther || isTwin ? { kind: 'missed' } : undefined;
}

/**
 * Applies a row of the SIO file: only attaches a paper ID to a known pupil. Where the file names no last day, an ID that
 * stands in SIO is taken as valid to the end of the running school year, and the report says so.
 * @throws RowError pupil_unknown, DomainError
 */
export async function importSioRow(
  deps: SchoolDeps,
  tx: SchoolTx,
  context: ImportContext,
  row: SioRow,
): Promise<RowResult> {
  const pupil = await pupilByPersonalIndex(tx, personalIndexOf(deps, tx.school, row.personalId));
  if (!pupil) {
    const guess = { kind: 'unknown' } as const;
    throw new RowError('pesel', 'pupil_unknown', 'Nie znamy ucznia o tym numerze PESEL.', { guess });
  }
  if (context.seen.has(pupil.id)) {
    const message = 'Ten uczeń jest już w tym pliku, w wierszu wyżej.';
    throw new RowError(null, 'duplicate_row', message, { who: whoIs(pupil) });
  }
  const pupilCase = await enterPupilCase(deps, tx, { pupilId: pupil.id });
  const known = await latestPaperId(pupilCase, pupil.id);
  const same = known?.number === row.number ? known : undefined;
  const paperId = {
    kind: same?.kind ?? 'card',
    number: row.number,
    issuedOn: row.issuedOn,
    validUntil: row.validUntil ?? same?.validUntil ?? endOfSchoolYear(context.today),
  } as const;
  const paper = await importPaperId(deps, pupilCase, context, { isNew: false, paperId });
  const isChanged = paper.changes.length > 0;
  return {
    pupilId: pupil.id,
    outcome: isChanged ? 'updated' : 'unchanged',
    who: whoIs(pupil),
    changes: paper.changes,
    warnings: [...paper.warnings, ...(row.validUntil || same || !isChanged ? [] : [ASSUMED])],
    isKnown: true,
    isRenamed: false,
    isShortened: paper.isShortened,
  };
}

const ASSUMED: RowIssue = {
  field: 'ważna do',
  code: 'valid_until_assumed',
  message: 'Plik nie podaje daty ważności. Przyjęliśmy koniec września po tym roku szkolnym – sprawdź ją.',
};
