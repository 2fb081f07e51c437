import type { PupilInput, RenameReason } from '@mleg/contract/pupil';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { DomainError } from '@mleg/core/errors';
import { foldName, nameKeyOf, tidyName } from '@mleg/core/person/names';
import { parsePesel } from '@mleg/core/person/pesel';
import { judgeBirth } from '@mleg/core/school-year/days-that-can-be';
import { appendAudit } from '../../audit/append.ts';
import type { SchoolCipher } from '../../keys/vault.ts';
import { newId } from '../../store/ids.ts';
import {
  insertPupil,
  lockPupil,
  type PupilRecord,
  type PupilWrite,
  pupilById,
  pupilByPersonalIndex,
  updatePupil,
} from '../../store/pupils.ts';
import { isUniqueViolation, type SchoolTx } from '../../store/tenant.ts';
import { supersedeMobileIds } from './change-mobile-ids.ts';
import { classSpeller, type SpellClass } from './classes.ts';
import { isOtherPupil, knownAsAfter, refuseOtherPupil, refuseWrongParts } from './pupil-parts.ts';
import type { Acting, SchoolDeps } from './school-deps.ts';

/** The personal part of a pupil; missing members keep what is recorded. */
export type PupilFields = Partial<
  Pick<
    PupilInput,
    'givenNames' | 'surname' | 'birthDate' | 'personalId' | 'classGroup' | 'address' | 'addressProtected'
  >
>;
export type SaveOutcome = 'created' | 'updated' | 'unchanged';

/**
 * Adds a pupil or replaces the named parts of a known one (rules.md I2). A known child never becomes another one without
 * a person's reason (rules.md I1a).
 * @param request `existing` undefined adds; then names, birth date, personal id and class must be there. `spellClass` is
 *   the school's way of writing classes, where the caller has many rows
 * @returns `changed` names the parts that are different now
 * @throws DomainError not_found (it went meanwhile), other_person, personal_id_invalid, personal_id_taken,
 *   birth_date_mismatch, external_id_is_pesel, invalid_input
 */
export async function savePupil(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  request: {
    cipher: SchoolCipher;
    existing: PupilRecord | undefined;
    externalId: string;
    fields: PupilFields;
    actor: Acting['actor'];
    renameReason?: RenameReason | undefined;
    spellClass?: SpellClass;
  },
): Promise<{ pupilId: string; outcome: SaveOutcome; changed: readonly string[] }> {
  const { actor, renameReason } = request;
  refuseWrongParts(request.fields);
  const fields = await spelt(tx, request.fields, request.spellClass);
  const seen = pupilToWrite(deps, tx, { ...request, fields });
  if (request.existing && isSame(request.existing, seen))
    return { pupilId: request.existing.id, outcome: 'unchanged', changed: [] };
  const existing = request.existing && (await lockAndRead(tx, request.existing.id));
  const write = existing ? pupilToWrite(deps, tx, { ...request, fields, existing }) : seen;
  const isRenamed = existing !== undefined && isOtherPupil(existing, write);
  refuseOtherPupil(isRenamed, renameReason);
  await refuseTakenPersonalId(tx, write);
  try {
    await (existing
      ? updatePupil(tx, { ...write, knownAs: knownAsAfter(existing, write, renameReason) })
      : insertPupil(tx, write));
  } catch (error) {
    if (isUniqueViolation(error))
      throw new DomainError('conflict', { field: 'externalId' }, { cause: error });
    throw error;
  }
  const changed = existing ? changedFields(existing, write) : [];
  const reason = renameReason ? [`reason:${renameReason}`] : [];
  await auditSave(deps, tx, { write, actor, isNew: !existing, note: [...changed, ...reason].join(' ') });
  if (existing) await takeAddressOffPhones(deps, tx, { before: existing, after: write, actor });
  return { pupilId: write.id, outcome: existing ? 'updated' : 'created', changed };
}

async function auditSave(
  deps: Pick<SchoolDeps, 'now'>,
  tx: SchoolTx,
  one: { write: PupilWrite; actor: Acting['actor']; isNew: boolean; note: string },
): Promise<void> {
  const { write, actor, isNew, note } = one;
  const event = isNew ? 'pupil_added' : 'pupil_updated';
  await appendAudit(tx, deps.now(), { event, actor, pupilId: write.id, ...(note ? { note } : {}) });
}

/** The class as the school writes it (rules.md I1c). */
async function spelt(
  tx: SchoolTx,
  fields: PupilFields,
  spellClass: SpellClass | undefined,
): Promise<PupilFields> {
  if (fields.classGroup === undefined) return fields;
  const spell = spellClass ?? (await classSpeller(tx));
  return { ...fields, classGroup: spell(fields.classGroup) };
}

/** What somebody else changed meanwhile is read anew: only the named parts are replaced. */
async function lockAndRead(tx: SchoolTx, pupilId: string): Promise<PupilRecord> {
  await lockPupil(tx, pupilId);
  const pupil = await pupilById(tx, pupilId);
  if (!pupil) throw new DomainError('not_found');
  return pupil;
}

/** IDs that hold an address which comes under protection end; the right stands, and new ones are without it. */
async function takeAddressOffPhones(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  change: { before: PupilRecord; after: PupilWrite; actor: Acting['actor'] },
): Promise<void> {
  const { before, after, actor } = change;
  if (!after.addressProtected || before.addressProtected || before.addressSealed === null) return;
  await supersedeMobileIds(deps, tx, { pupilId: after.id, mobileIds: undefined, actor });
}

/**
 * What is written of a pupil: sealed, indexed, tidied.
 * @throws DomainError as savePupil
 */
export function pupilToWrite(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: Pick<SchoolTx, 'school'>,
  request: {
    cipher: SchoolCipher;
    existing: PupilRecord | undefined;
    externalId: string;
    fields: PupilFields;
  },
): PupilWrite {
  const { existing, fields, cipher, externalId } = request;
  if (typeof parsePesel(externalId) === 'object') throw new DomainError('external_id_is_pesel');
  const id = existing?.id ?? newId();
  const givenNames = tidyName(fields.givenNames ?? existing?.givenNames ?? missing('givenNames'));
  const surname = tidyName(fields.surname ?? existing?.surname ?? missing('surname'));
  const bornOn = fields.birthDate ?? existing?.bornOn ?? missing('birthDate');
  if (bornOn !== existing?.bornOn && judgeBirth(bornOn, warsawDayOf(deps.now())) === 'impossible')
    throw new DomainError('invalid_input', { field: 'birthDate' });
  if (givenNames === '') throw new DomainError('invalid_input', { field: 'givenNames' });
  if (surname === '') throw new DomainError('invalid_input', { field: 'surname' });
  return {
    id,
    externalId,
    givenNames,
    surname,
    nameKey: nameKeyOf(givenNames, surname),
    bornOn,
    classGroup: fields.classGroup ?? existing?.classGroup ?? missing('classGroup'),
    ...personalIdWrite(deps, tx.school, { id, bornOn, cipher, existing, personalId: fields.personalId }),
    addressProtected: fields.addressProtected ?? existing?.addressProtected ?? false,
    knownAs: existing?.knownAs ?? null,
    ...addressWrite(deps, tx.school, { id, cipher, existing, address: fields.address }),
    at: deps.now(),
  };
}

type PersonalIdWrite = Pick<
  PupilWrite,
  'personalIdType' | 'personalIdCountry' | 'personalIdSealed' | 'personalIdIndex' | 'last4Index'
>;

function personalIdWrite(
  deps: Pick<SchoolDeps, 'vault'>,
  school: number,
  parts: {
    id: string;
    bornOn: string;
    cipher: SchoolCipher;
    existing: PupilRecord | undefined;
    personalId: PupilInput['personalId'] | undefined;
  },
): PersonalIdWrite {
  const { id, bornOn, cipher, existing, personalId } = parts;
  const place = { table: 'pupil', column: 'personal_id_sealed', row: id };
  const known = existing && !personalId;
  const value = known ? cipher.openText(place, existing.personalIdSealed) : personalId?.value.trim();
  const type = known ? existing.personalIdType : personalId?.type;
  const country = known ? existing.personalIdCountry : personalId?.country;
  if (value === undefined || type === undefined || country === undefined) return missing('personalId');
  if (type === 'pesel') {
    const parsed = parsePesel(value);
    if (typeof parsed === 'string') throw new DomainError('personal_id_invalid', { fault: parsed });
    if (parsed.bornOn !== bornOn) throw new DomainError('birth_date_mismatch');
  }
  return {
    personalIdType: type,
    personalIdCountry: country,
    personalIdSealed: known ? existing.personalIdSealed : cipher.seal(place, value),
    personalIdIndex: personalIndexOf(deps, school, { type, country, value }),
    last4Index: deps.vault.schoolIndex(school, 'personal_id_last4', value.slice(-4)),
  };
}

/** The keyed index under which a pupil's number or document is found. */
export function personalIndexOf(
  deps: Pick<SchoolDeps, 'vault'>,
  school: number,
  { type, country, value }: PupilInput['personalId'],
): Buffer {
  const normal = `${type}|${country}|${value.trim().toUpperCase().replace(/[\s-]/g, '')}`;
  return deps.vault.schoolIndex(school, 'personal_id', normal);
}

/** The keyed index under which a PESEL is found. */
export function peselIndexOf(deps: Pick<SchoolDeps, 'vault'>, school: number, pesel: string): Buffer {
  return deps.vault.schoolIndex(school, 'personal_id', `pesel|PL|${pesel}`);
}

function addressWrite(
  deps: Pick<SchoolDeps, 'vault'>,
  school: number,
  parts: { id: string; cipher: SchoolCipher; existing: PupilRecord | undefined; address: string | undefined },
): Pick<PupilWrite, 'addressSealed' | 'addressIndex'> {
  const { id, cipher, existing, address } = parts;
  if (address === undefined) {
    return { addressSealed: existing?.addressSealed ?? null, addressIndex: existing?.addressIndex ?? null };
  }
  const text = tidyName(address);
  const addressIndex = deps.vault.schoolIndex(school, 'address', foldName(text));
  const isKnown = existing?.addressIndex?.equals(addressIndex) ?? false;
  const place = { table: 'pupil', column: 'address_sealed', row: id };
  return {
    addressSealed: isKnown && existing ? existing.addressSealed : cipher.seal(place, text),
    addressIndex,
  };
}

/** Two pupils with one PESEL would be one person with two records: refused before the index refuses it. */
async function refuseTakenPersonalId(tx: SchoolTx, write: PupilWrite): Promise<void> {
  const holder = await pupilByPersonalIndex(tx, write.personalIdIndex);
  if (holder && holder.id !== write.id) throw new DomainError('personal_id_taken');
}

/** The parts that are different now. */
export function changedFields(before: PupilRecord, after: PupilWrite): string[] {
  const names: string[] = [];
  for (const name of ['externalId', 'givenNames', 'surname', 'bornOn', 'classGroup'] as const) {
    if (before[name] !== after[name]) names.push(name);
  }
  if (!before.personalIdIndex.equals(after.personalIdIndex)) names.push('personalId');
  const sameAddress =
    before.addressIndex?.equals(after.addressIndex ?? Buffer.alloc(0)) ?? after.addressIndex === null;
  if (!sameAddress) names.push('address');
  if (before.addressProtected !== after.addressProtected) names.push('addressProtected');
  return names;
}

function isSame(before: PupilRecord, after: PupilWrite): boolean {
  return changedFields(before, after).length === 0;
}

function missing(field: string): never {
  throw new DomainError('invalid_input', { field, rule: 'required' });
}
