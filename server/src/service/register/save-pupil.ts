import type { RenameReason } from '@mleg/contract/pupil';
import { DomainError } from '@mleg/core/errors';
import { appendAudit } from '../../audit/append.ts';
import type { SchoolCipher } from '../../keys/vault.ts';
import type { PupilCase } from '../../store/pupil-case.ts';
import { insertPupil, updatePupil } from '../../store/pupil-writes.ts';
import { type PupilWrite, pupilByPersonalIndex } from '../../store/pupils.ts';
import { isUniqueViolation, type SchoolTx } from '../../store/tenant.ts';
import { supersede } from '../mobile-id/change-mobile-ids.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';
import { classSpeller, type SpellClass } from './classes.ts';
import {
  isOtherPupil,
  knownAsAfter,
  type PupilFields,
  refuseOtherPupil,
  refuseWrongParts,
} from './pupil-parts.ts';
import { changedFields, pupilToWrite } from './pupil-to-write.ts';

type Deps = Pick<SchoolDeps, 'vault' | 'now'>;
type Parts = {
  readonly fields: PupilFields;
  readonly actor: Acting['actor'];
  /** The school's way of writing classes, where the caller has many rows. */
  readonly spellClass?: SpellClass | undefined;
};

/**
 * Adds a pupil: names, birth date, personal id and class must be there.
 * @returns the id of the pupil, whose case may be entered
 * @throws DomainError personal_id_taken, birth_date_mismatch, external_id_is_pesel, conflict, invalid_input
 */
export async function addPupil(
  deps: Deps,
  tx: SchoolTx,
  request: Parts & { readonly cipher: SchoolCipher; readonly externalId: string },
): Promise<string> {
  const { actor, cipher, externalId } = request;
  refuseWrongParts(request.fields);
  const fields = await spelt(tx, request);
  const write = pupilToWrite(deps, { school: tx.school, cipher, existing: undefined, externalId, fields });
  await refuseTakenPersonalId(tx, write);
  await inserted(insertPupil(tx, write));
  await appendAudit(tx, deps.now(), { event: 'pupil_added', actor, pupilId: write.id });
  return write.id;
}

/**
 * Replaces the named parts of a pupil (rules.md I2). A known child never becomes another one without a person's reason
 * (rules.md I1a).
 * @returns the names of the parts that are different now
 * @throws DomainError other_person, personal_id_taken, birth_date_mismatch, invalid_input
 */
export async function savePupil(
  deps: Deps,
  pupilCase: PupilCase,
  request: Parts & { readonly renameReason?: RenameReason | undefined },
): Promise<readonly string[]> {
  const { actor, renameReason } = request;
  const { school, cipher, pupil: existing } = pupilCase;
  refuseWrongParts(request.fields);
  const fields = await spelt(pupilCase, request);
  const { externalId } = existing;
  const write = pupilToWrite(deps, { school, cipher, existing, externalId, fields });
  const changed = changedFields(existing, write);
  if (changed.length === 0) return changed;
  refuseOtherPupil(isOtherPupil(existing, write), renameReason);
  await refuseTakenPersonalId(pupilCase, write);
  const knownAs = knownAsAfter(existing, write, renameReason);
  await inserted(updatePupil(pupilCase, { ...write, knownAs }));
  const note = [...changed, ...(renameReason ? [`reason:${renameReason}`] : [])].join(' ');
  const event = { event: 'pupil_updated', actor, pupilId: existing.id, note } as const;
  await appendAudit(pupilCase, deps.now(), event);
  await takeAddressOffPhones(deps, pupilCase, { after: write, actor });
  return changed;
}

/** The class as the school writes it (rules.md I1c). */
async function spelt(tx: SchoolTx, { fields, spellClass }: Parts): Promise<PupilFields> {
  if (fields.classGroup === undefined) return fields;
  const spell = spellClass ?? (await classSpeller(tx));
  return { ...fields, classGroup: spell(fields.classGroup) };
}

/** IDs that hold an address which comes under protection end; the right stands, and new ones are without it. */
async function takeAddressOffPhones(
  deps: Deps,
  pupilCase: PupilCase,
  { after, actor }: { after: PupilWrite; actor: Acting['actor'] },
): Promise<void> {
  const before = pupilCase.pupil;
  if (!after.addressProtected || before.addressProtected || before.addressSealed === null) return;
  await supersede(deps, pupilCase, { actor });
}

/** Two pupils with one PESEL would be one person with two records: refused before the index refuses it. */
async function refuseTakenPersonalId(tx: SchoolTx, write: PupilWrite): Promise<void> {
  const holder = await pupilByPersonalIndex(tx, write.personalIdIndex);
  if (holder && holder.id !== write.id) throw new DomainError('personal_id_taken');
}

/** Somebody else wrote the same key at this moment. @throws DomainError conflict */
async function inserted(writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    if (isUniqueViolation(error))
      throw new DomainError('conflict', { field: 'externalId' }, { cause: error });
    throw error;
  }
}
