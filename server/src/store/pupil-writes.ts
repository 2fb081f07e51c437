import type { PupilCase } from './pupil-case.ts';
import type { PupilStatus, PupilWrite } from './pupils.ts';
import type { SchoolTx } from './tenant.ts';

const INSERT = {
  name: 'pupil-insert',
  text: `insert into pupil (school_id, id, external_id, given_names, surname, name_key, birth_on, class_group,
      personal_id_type, personal_id_country, personal_id_sealed, personal_id_index, personal_id_last4_index,
      address_sealed, address_index, created_at, updated_at, address_protected)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17)`,
};
const UPDATE = {
  name: 'pupil-update',
  text: `update pupil set external_id = $3, given_names = $4, surname = $5, name_key = $6, birth_on = $7,
      class_group = $8, personal_id_type = $9, personal_id_country = $10, personal_id_sealed = $11,
      personal_id_index = $12, personal_id_last4_index = coalesce($13, personal_id_last4_index), address_sealed = $14,
      address_index = $15, updated_at = $16, address_protected = $17, known_given_names = $18, known_surname = $19,
      known_born_on = $20, known_personal_type = $21, known_personal_index = $22, version = version + 1
    where school_id = $1 and id = $2`,
};
const SET_STATUS = {
  name: 'pupil-status',
  text: `update pupil set status = $3, status_on = $4, status_reason = $5, updated_at = $6, leaves_on = null,
      leaves_reason = null, version = version + 1
    where school_id = $1 and id = $2 and status = any($7) returning id`,
};
const SET_OBJECTION = {
  name: 'pupil-objection',
  text: `update pupil set objection_at = $3, objection_by = $4, objection_to_decide = $5, version = version + 1
    where school_id = $1 and id = $2 and (case when objection_at is null then 'none'
      when objection_to_decide then 'to_decide' else 'stands' end) = any($6) returning id`,
};
const SET_LEAVING = {
  name: 'pupil-leaving',
  text: `update pupil set leaves_on = $3, leaves_reason = $4, version = version + 1
    where school_id = $1 and id = $2 and status <> 'left' returning id`,
};

const NOBODY = {
  givenNames: null,
  surname: null,
  bornOn: null,
  personalIdType: null,
  personalIdIndex: null,
} as const;

/** Adds a pupil, whom nobody else sees until the transaction ends. */
export async function insertPupil(tx: SchoolTx, pupil: PupilWrite): Promise<void> {
  await tx.run(INSERT, valuesOf(tx, pupil));
}

/** Writes the pupil of the case anew. */
export async function updatePupil(pupilCase: PupilCase, write: Omit<PupilWrite, 'id'>): Promise<void> {
  const { givenNames, surname, bornOn, personalIdType, personalIdIndex } = write.knownAs ?? NOBODY;
  await pupilCase.run(UPDATE, [
    ...valuesOf(pupilCase, { ...write, id: pupilCase.pupilId }),
    ...[givenNames, surname, bornOn, personalIdType, personalIdIndex],
  ]);
}

function valuesOf({ school }: SchoolTx, p: PupilWrite): unknown[] {
  return [
    ...[school, p.id, p.externalId, p.givenNames, p.surname, p.nameKey, p.bornOn, p.classGroup],
    ...[p.personalIdType, p.personalIdCountry, p.personalIdSealed, p.personalIdIndex, p.last4Index],
    ...[p.addressSealed, p.addressIndex, p.at, p.addressProtected],
  ];
}

/** Moves the status forward; false when the pupil was in none of the states `from`. */
export async function setPupilStatus(
  { school, pupilId, run }: PupilCase,
  change: {
    readonly status: PupilStatus;
    readonly from: readonly PupilStatus[];
    readonly on: string;
    readonly reason: string;
    readonly at: number;
  },
): Promise<boolean> {
  const { status, from, on, reason, at } = change;
  return (await run(SET_STATUS, [school, pupilId, status, on, reason, at, from])).length > 0;
}

/** Nobody objects, an objection waits for the head teacher, or one stands (rules.md W3). */
export type ObjectionState = 'none' | 'to_decide' | 'stands';

/** Records an objection, or with null takes it away; false when the pupil's was in none of the states `from`. */
export async function setObjection(
  { school, pupilId, run }: PupilCase,
  objection: { readonly at: number; readonly by: string; readonly toDecide: boolean } | null,
  from: readonly ObjectionState[],
): Promise<boolean> {
  const { at = null, by = null, toDecide = false } = objection ?? {};
  return (await run(SET_OBJECTION, [school, pupilId, at, by, toDecide, from])).length > 0;
}

/** Announces a departure for a later day, or with null calls it off; false for a pupil who has left. */
export async function setLeaving(
  { school, pupilId, run }: PupilCase,
  departure: { readonly on: string; readonly reason: string } | null,
): Promise<boolean> {
  const { on = null, reason = null } = departure ?? {};
  return (await run(SET_LEAVING, [school, pupilId, on, reason])).length > 0;
}
