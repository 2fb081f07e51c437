import type { GuardianInput } from '@mleg/contract/pupil';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { DomainError } from '@mleg/core/errors';
import { tidyName } from '@mleg/core/person/names';
import { refuseWrongParts } from '../service/register/pupil-parts.ts';
import { changedFields, pupilToWrite } from '../service/register/pupil-to-write.ts';
import { guardianName, mayOf, namesake } from '../service/register/save-guardians.ts';
import { isSamePaperId, refuseWrongDays, tidyPaperId } from '../service/register/save-paper-id.ts';
import type { SchoolDeps } from '../service/school-deps.ts';
import type { GuardianshipRow, GuardianWrite } from '../store/guardians.ts';
import { newId } from '../store/ids.ts';
import type { NewGuardianship, NewPupil } from '../store/import-writes.ts';
import type { PupilRecord } from '../store/pupils.ts';
import { guardianChange, paperChanges, pupilChanges, whoIs } from './changes.ts';
import { asKnown, definedOnly, HOMONYM, type ImportContext, type RowResult } from './import-row.ts';
import { hexOf, type KeyedRow, type Known, personKey, type RowKeys } from './known.ts';
import type { RegisterRow } from './reading/read-row.ts';

/** What a row would do, found without writing: nothing, a new pupil, or what must be done by itself behind locks. */
export type Plan =
  | { readonly kind: 'unchanged'; readonly result: RowResult }
  | {
      readonly kind: 'create';
      readonly result: RowResult;
      readonly rows: PlannedRows;
      readonly isTwin: boolean;
    }
  | { readonly kind: 'alone'; readonly keyed: KeyedRow };

/** What is written of a new pupil, and the log-ins of the family. */
export type PlannedRows = NewPupil & { readonly accountIds: readonly string[] };

export type PlanEnv = {
  readonly deps: SchoolDeps;
  readonly school: number;
  readonly context: ImportContext;
  readonly known: Known;
  /** Guardians that rows above bring, by account. */
  readonly newGuardians: Map<string, GuardianWrite>;
  /** Names, and names with the day of birth, of the new pupils above. */
  readonly newNames: Set<string>;
  /** Nothing is written: a log-in that is not there would be made. */
  readonly isDry: boolean;
};

/** The pupil of the register whom the row is about, and whether the row's keys name two. */
export function pupilOf(
  known: Known,
  keys: RowKeys,
): { pupil: PupilRecord | undefined; isDoubtful: boolean } {
  const byId = keys.externalId === undefined ? undefined : known.byExternalId.get(keys.externalId);
  const byNumber = keys.personal && known.byPersonal.get(hexOf(keys.personal));
  if (byId) return { pupil: byId, isDoubtful: byNumber !== undefined && byNumber.id !== byId.id };
  return { pupil: byNumber, isDoubtful: byNumber !== undefined && keys.externalId !== undefined };
}

/** Plans a row that meets no row above it. */
export function planRow(env: PlanEnv, keyed: KeyedRow): Plan {
  const { row, keys } = keyed;
  const alone: Plan = { kind: 'alone', keyed };
  const { pupil, isDoubtful } = pupilOf(env.known, keys);
  if (isDoubtful) return alone;
  try {
    if ('sio' in row) return (pupil && planSio(env, pupil, keyed)) ?? alone;
    if (!('register' in row)) return alone;
    return (
      (pupil ? planKnown(env, pupil, { keyed, row: row.register }) : planNew(env, keys, row.register)) ??
      alone
    );
  } catch (error) {
    // Whatever is refused is refused in its own savepoint, with its reason.
    if (error instanceof DomainError) return alone;
    throw error;
  }
}

function unchanged(pupil: PupilRecord, who: string): Plan {
  const nothing = { changes: [], warnings: [], isKnown: true, isRenamed: false, isShortened: false };
  return { kind: 'unchanged', result: { outcome: 'unchanged', pupilId: pupil.id, who, ...nothing } };
}

function planSio({ known }: PlanEnv, pupil: PupilRecord, { row }: KeyedRow): Plan | undefined {
  const paper = known.latestPaper.get(pupil.id);
  if (!('sio' in row) || paper?.state !== 'valid') return undefined;
  const { number, issuedOn, validUntil = paper.validUntil } = row.sio;
  const isSame =
    paper.number === tidyName(number) && paper.issuedOn === issuedOn && paper.validUntil === validUntil;
  return isSame ? unchanged(pupil, whoIs(pupil)) : undefined;
}

/** Of a known pupil's row only the parts that differ go on to be saved. */
function planKnown(
  env: PlanEnv,
  pupil: PupilRecord,
  { keyed, row }: { keyed: KeyedRow; row: RegisterRow },
): Plan | undefined {
  const { deps, school, context, known } = env;
  const { paperId, guardians, ...person } = row.pupil;
  const given = definedOnly(asKnown(pupil, person, row.isNameSplit));
  refuseWrongParts(given);
  const classGroup = given.classGroup === undefined ? pupil.classGroup : context.spellClass(given.classGroup);
  const fields = { ...given, classGroup };
  const { cipher } = context;
  const { externalId } = pupil;
  const write = pupilToWrite(deps, { school, cipher, existing: pupil, externalId, fields });
  const isSamePerson = changedFields(pupil, write).length === 0;
  const isPaperKnown = !paperId || isPaperSame(known, pupil, paperId);
  const isGuardiansKnown = !guardians || areGuardiansKnown(env, pupil, keyed.keys, guardians);
  if (isSamePerson && isPaperKnown && isGuardiansKnown)
    return unchanged(pupil, whoIs({ ...pupil, ...fields }));
  const rest = {
    ...person,
    ...(isPaperKnown ? {} : { paperId }),
    ...(isGuardiansKnown ? {} : { guardians }),
  };
  return { kind: 'alone', keyed: { ...keyed, row: { ...keyed.row, register: { ...row, pupil: rest } } } };
}

function isPaperSame(
  known: Known,
  pupil: PupilRecord,
  given: NonNullable<RegisterRow['pupil']['paperId']>,
): boolean {
  const paperId = tidyPaperId(given);
  const standing = known.latestPaper.get(pupil.id);
  return (
    standing?.state === 'valid' && standing.number === paperId.number && isSamePaperId(standing, paperId)
  );
}

/** Every guardian of the row is the pupil's already, and the row says nothing new of one. */
function areGuardiansKnown(
  { known }: PlanEnv,
  pupil: PupilRecord,
  keys: RowKeys,
  guardians: readonly GuardianInput[],
): boolean {
  const before = known.guardiansOf.get(pupil.id) ?? [];
  const ids = guardians.map((given) => {
    const account = accountOf(known, keys, given);
    const id = given.email
      ? account && known.guardianOf.get(account)?.id
      : namesake(given, { before, complete: false });
    const one = before.find(({ guardianId }) => guardianId === id);
    return one && saysNothingNew(one, given) ? one.guardianId : undefined;
  });
  return ids.every((id) => id !== undefined) && new Set(ids).size === ids.length;
}

function saysNothingNew(
  one: Pick<GuardianshipRow, 'name' | 'email' | 'phone'>,
  given: GuardianInput,
): boolean {
  const isNamedSo = one.name === guardianName(given) && given.language === undefined;
  const isReachedSo = given.phone === undefined || given.phone === one.phone;
  return isNamedSo && isReachedSo && (!given.email || one.email !== null);
}

function accountOf(known: Known, { emails }: RowKeys, { email }: GuardianInput): string | undefined {
  const index = email === undefined ? undefined : emails.get(email);
  return index && known.accountOf.get(hexOf(index));
}

function planNew(env: PlanEnv, keys: RowKeys, row: RegisterRow): Plan | undefined {
  const { deps, school, context, known, newNames } = env;
  const { paperId: givenPaper, guardians = [], ...person } = row.pupil;
  if (!isWhole(row) || (keys.number !== undefined && known.byNumber.has(keys.number))) return undefined;
  const given = definedOnly(person);
  refuseWrongParts(given);
  const fields = { ...given, classGroup: context.spellClass(given.classGroup ?? '') };
  const { cipher } = context;
  const externalId = row.externalId ?? newId();
  const pupil = pupilToWrite(deps, { school, cipher, existing: undefined, externalId, fields });
  const paperId = givenPaper && tidyPaperId(givenPaper);
  if (paperId) refuseWrongDays(paperId, warsawDayOf(deps.now()));
  const family = planGuardians(env, keys, guardians);
  if (!family) return undefined;
  const one = personKey(pupil.nameKey, pupil.bornOn);
  const isHomonym = known.names.has(pupil.nameKey) || newNames.has(pupil.nameKey);
  const isTwin = known.persons.has(one) || newNames.has(one);
  newNames.add(pupil.nameKey).add(one);
  return {
    kind: 'create',
    isTwin,
    rows: { pupil, paperId: paperId && { id: newId(), ...paperId }, ...family },
    result: {
      outcome: 'created',
      pupilId: pupil.id,
      who: whoIs(fields),
      changes: [
        ...pupilChanges(cipher, undefined, fields, []),
        ...(paperId ? paperChanges(undefined, paperId) : []),
        ...(guardians.length > 0 ? [guardianChange([], guardians)] : []),
      ],
      warnings: isHomonym ? [HOMONYM] : [],
      ...{ isKnown: false, isRenamed: false, isShortened: false },
    },
  };
}

function isWhole({ pupil }: RegisterRow): boolean {
  return pupil.personalId !== undefined && pupil.classGroup !== undefined;
}

type Family = Pick<PlannedRows, 'guardians' | 'guardianships' | 'accountIds'>;

/** The guardians of a new pupil; undefined where one of them says something new of somebody known. */
function planGuardians(env: PlanEnv, keys: RowKeys, guardians: readonly GuardianInput[]): Family | undefined {
  const fresh: GuardianWrite[] = [];
  const links: NewGuardianship[] = [];
  const accountIds: string[] = [];
  for (const given of guardians) {
    const one = planGuardian(env, keys, given);
    if (!one || links.some(({ guardianId }) => guardianId === one.id)) return undefined;
    if (one.fresh) fresh.push(one.fresh);
    if (one.account) accountIds.push(one.account);
    links.push({ guardianId: one.id, ...mayOf(given, given.rights) });
  }
  for (const one of fresh) if (one.accountId) env.newGuardians.set(one.accountId, one);
  return { guardians: fresh, guardianships: links, accountIds };
}

type OneGuardian = { id: string; account: string | undefined; fresh: GuardianWrite | undefined };

function planGuardian(env: PlanEnv, keys: RowKeys, given: GuardianInput): OneGuardian | undefined {
  const { known, newGuardians } = env;
  const account = accountOf(known, keys, given) ?? unmadeAccount(env, keys, given);
  if (given.language !== undefined || (given.email && !account)) return undefined;
  const one =
    account === undefined ? undefined : (known.guardianOf.get(account) ?? newGuardians.get(account));
  if (one) return saysNothingNew(one, given) ? { id: one.id, account, fresh: undefined } : undefined;
  const id = newId();
  return { id, account, fresh: newGuardian(env, given, { id, account }) };
}

function newGuardian(
  { deps }: PlanEnv,
  given: GuardianInput,
  { id, account }: { id: string; account: string | undefined },
): GuardianWrite {
  const email = given.email?.trim() ?? null;
  const rest = { phone: given.phone ?? null, language: null, at: deps.now() };
  return { id, accountId: account ?? null, name: guardianName(given), email, ...rest };
}

/** Where nothing is written, a log-in that would be made is known by its address. */
function unmadeAccount(
  { isDry }: PlanEnv,
  { emails }: RowKeys,
  { email }: GuardianInput,
): string | undefined {
  const index = email ? emails.get(email) : undefined;
  return isDry && index ? `new:${hexOf(index)}` : undefined;
}
