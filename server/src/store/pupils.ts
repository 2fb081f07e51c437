import type { Statement } from './pool.ts';
import { firstRow, type SchoolTx } from './tenant.ts';

export type PupilStatus = 'pupil' | 'left' | 'graduated';

export type PupilRecord = {
  readonly id: string;
  readonly externalId: string;
  readonly givenNames: string;
  readonly surname: string;
  readonly bornOn: string;
  readonly classGroup: string;
  readonly status: PupilStatus;
  /** Since when, `YYYY-MM-DD`; null for who has been a pupil from the beginning. */
  readonly statusOn: string | null;
  readonly personalIdType: 'pesel' | 'passport' | 'other';
  readonly personalIdCountry: string;
  readonly personalIdSealed: Buffer;
  readonly personalIdIndex: Buffer;
  readonly addressSealed: Buffer | null;
  readonly addressIndex: Buffer | null;
  /** In no credential (rules.md W2). */
  readonly addressProtected: boolean;
  readonly objectionAt: number | null;
  /** Account or key of who objected. */
  readonly objectionBy: string | null;
  /** The objection suspends only, until the head teacher has decided (rules.md W3). */
  readonly objectionToDecide: boolean;
  /** The day of a departure that was announced, `YYYY-MM-DD` (rules.md V2). */
  readonly leavesOn: string | null;
  /** Who the pupil was before changes that nobody gave a reason for (rules.md I1a); null while nothing has changed. */
  readonly knownAs: KnownAs | null;
  readonly version: number;
};

/** What tells one child from another; the index is the keyed one of PESEL or document. */
export type KnownAs = Pick<
  PupilRecord,
  'givenNames' | 'surname' | 'bornOn' | 'personalIdType' | 'personalIdIndex'
>;

/** What is written of a pupil; sealed and indexed by the caller. */
export type PupilWrite = Omit<
  PupilRecord,
  'status' | 'statusOn' | 'objectionAt' | 'objectionBy' | 'objectionToDecide' | 'leavesOn' | 'version'
> & {
  readonly nameKey: string;
  readonly last4Index: Buffer | null;
  readonly at: number;
};

/** What a PupilRecord is read from. */
export const pupilColumns = `id, external_id as "externalId", given_names as "givenNames", surname, birth_on as "bornOn",
  class_group as "classGroup", status, status_on as "statusOn", personal_id_type as "personalIdType",
  personal_id_country as "personalIdCountry", personal_id_sealed as "personalIdSealed",
  personal_id_index as "personalIdIndex", address_sealed as "addressSealed", address_index as "addressIndex", address_protected as "addressProtected",
  objection_at as "objectionAt", objection_by as "objectionBy", objection_to_decide as "objectionToDecide", leaves_on as "leavesOn", version,
  known_given_names as "knownGivenNames", known_surname as "knownSurname", known_born_on as "knownBornOn",
  known_personal_type as "knownPersonalType", known_personal_index as "knownPersonalIndex"`;

const BY_ID = {
  name: 'pupil-by-id',
  text: `select ${pupilColumns} from pupil where school_id = $1 and id = $2`,
};
const BY_EXTERNAL = {
  name: 'pupil-by-external',
  text: `select ${pupilColumns} from pupil where school_id = $1 and external_id = $2`,
};
const BY_PERSONAL = {
  name: 'pupil-by-personal',
  text: `select ${pupilColumns} from pupil where school_id = $1 and personal_id_index = $2`,
};
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
      personal_id_index = $12, personal_id_last4_index = $13, address_sealed = $14, address_index = $15,
      updated_at = $16, address_protected = $17, known_given_names = $18, known_surname = $19, known_born_on = $20,
      known_personal_type = $21, known_personal_index = $22, version = version + 1 where school_id = $1 and id = $2`,
};
const LOCK = {
  name: 'pupil-lock',
  text: 'select 1 from pupil where school_id = $1 and id = $2 for no key update',
};
const HOMONYMS = {
  name: 'pupil-homonyms',
  text: `select given_names as "givenNames", surname, class_group as "classGroup", birth_on as "bornOn"
    from pupil where school_id = $1 and name_key = (select name_key from pupil where school_id = $1 and id = $2)
      and id <> $2 and status = 'pupil' order by class_group limit 200`,
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
    where school_id = $1 and id = $2 returning id`,
};
const COUNT_MISSING = {
  name: 'pupil-count-missing',
  text: `select count(*)::int as count from pupil where school_id = $1 and status = 'pupil' and not id = any($2)`,
};

export async function pupilById(tx: SchoolTx, id: string): Promise<PupilRecord | undefined> {
  return readPupil(tx, BY_ID, id);
}

export async function pupilByExternalId(tx: SchoolTx, externalId: string): Promise<PupilRecord | undefined> {
  return readPupil(tx, BY_EXTERNAL, externalId);
}

export async function pupilByPersonalIndex(tx: SchoolTx, index: Buffer): Promise<PupilRecord | undefined> {
  return readPupil(tx, BY_PERSONAL, index);
}

type KnownColumns = {
  readonly knownGivenNames: string | null;
  readonly knownSurname: string;
  readonly knownBornOn: string;
  readonly knownPersonalType: PupilRecord['personalIdType'];
  readonly knownPersonalIndex: Buffer;
};

async function readPupil(
  tx: SchoolTx,
  statement: Statement,
  key: string | Buffer,
): Promise<PupilRecord | undefined> {
  const row = firstRow(
    await tx.run<Omit<PupilRecord, 'knownAs'> & KnownColumns>(statement, [tx.school, key]),
  );
  if (!row) return undefined;
  const { knownGivenNames, knownSurname, knownBornOn, knownPersonalType, knownPersonalIndex, ...pupil } = row;
  if (knownGivenNames === null) return { ...pupil, knownAs: null };
  const knownAs = {
    givenNames: knownGivenNames,
    surname: knownSurname,
    bornOn: knownBornOn,
    personalIdType: knownPersonalType,
    personalIdIndex: knownPersonalIndex,
  };
  return { ...pupil, knownAs };
}

const NOBODY = {
  givenNames: null,
  surname: null,
  bornOn: null,
  personalIdType: null,
  personalIdIndex: null,
} as const;

export async function insertPupil(tx: SchoolTx, pupil: PupilWrite): Promise<void> {
  await tx.run(INSERT, valuesOf(tx, pupil));
}

export async function updatePupil(tx: SchoolTx, pupil: PupilWrite): Promise<void> {
  const { givenNames, surname, bornOn, personalIdType, personalIdIndex } = pupil.knownAs ?? NOBODY;
  await tx.run(UPDATE, [
    ...valuesOf(tx, pupil),
    givenNames,
    surname,
    bornOn,
    personalIdType,
    personalIdIndex,
  ]);
}

/**
 * Makes what changes one pupil's case, photo, paper ID or phones wait for each other until the transaction ends; call it
 * before what it depends on is read.
 */
export async function lockPupil(tx: SchoolTx, pupilId: string): Promise<void> {
  await tx.run(LOCK, [tx.school, pupilId]);
}

function valuesOf(tx: SchoolTx, p: PupilWrite): unknown[] {
  return [
    ...[tx.school, p.id, p.externalId, p.givenNames, p.surname, p.nameKey, p.bornOn, p.classGroup],
    ...[p.personalIdType, p.personalIdCountry, p.personalIdSealed, p.personalIdIndex, p.last4Index],
    ...[p.addressSealed, p.addressIndex, p.at, p.addressProtected],
  ];
}

export type Homonym = {
  readonly givenNames: string;
  readonly surname: string;
  readonly classGroup: string;
  readonly bornOn: string;
};

/** Other pupils of the school with the same folded name. */
export function homonymsOf(tx: SchoolTx, pupilId: string): Promise<Homonym[]> {
  return tx.run<Homonym>(HOMONYMS, [tx.school, pupilId]);
}

/** Moves the status forward; false when the pupil was in none of the states `from`. */
export async function setPupilStatus(
  tx: SchoolTx,
  change: {
    pupilId: string;
    status: PupilStatus;
    from: readonly PupilStatus[];
    on: string;
    reason: string;
    at: number;
  },
): Promise<boolean> {
  const { pupilId, status, from, on, reason, at } = change;
  return (await tx.run(SET_STATUS, [tx.school, pupilId, status, on, reason, at, from])).length > 0;
}

/** Records an objection, or with null withdraws it; false for an unknown pupil. */
export async function setObjection(
  tx: SchoolTx,
  pupilId: string,
  objection: { at: number; by: string; toDecide: boolean } | null,
): Promise<boolean> {
  const { at = null, by = null, toDecide = false } = objection ?? {};
  return (await tx.run(SET_OBJECTION, [tx.school, pupilId, at, by, toDecide])).length > 0;
}

const OBJECTIONS = {
  name: 'pupil-objections-to-decide',
  text: `select id as "pupilId", given_names as "givenNames", surname, objection_at as at,
      count(*) over ()::int as total from pupil
    where school_id = $1 and objection_to_decide order by objection_at limit 200`,
};

export type ObjectionToDecide = {
  readonly pupilId: string;
  readonly givenNames: string;
  readonly surname: string;
  readonly at: number;
  /** How many there are. */
  readonly total: number;
};

/** Objections that wait for the head teacher, the oldest 200 first. */
export function listObjectionsToDecide(tx: SchoolTx): Promise<ObjectionToDecide[]> {
  return tx.run<ObjectionToDecide>(OBJECTIONS, [tx.school]);
}

/** How many pupils of the school a complete register did not name. */
export async function countPupilsBut(tx: SchoolTx, ids: readonly string[]): Promise<number> {
  return firstRow(await tx.run<{ count: number }>(COUNT_MISSING, [tx.school, ids]))?.count ?? 0;
}

const SET_LEAVING = {
  name: 'pupil-leaving',
  text: `update pupil set leaves_on = $3, leaves_reason = $4, version = version + 1
    where school_id = $1 and id = $2 and status <> 'left' returning id`,
};
const DUE_TO_LEAVE = {
  name: 'pupil-due-to-leave',
  text: `select id from pupil where school_id = $1 and leaves_on <= $2 and status <> 'left' order by id`,
};
const LOCK_DUE = {
  name: 'pupil-lock-due-to-leave',
  text: `select leaves_on as on, leaves_reason as reason from pupil
    where school_id = $1 and id = $2 and leaves_on <= $3 and status <> 'left' for no key update`,
};

/** Announces a departure for a later day, or with null calls it off; false for a pupil who has left. */
export async function setLeaving(
  tx: SchoolTx,
  pupilId: string,
  departure: { on: string; reason: string } | null,
): Promise<boolean> {
  const { on = null, reason = null } = departure ?? {};
  return (await tx.run(SET_LEAVING, [tx.school, pupilId, on, reason])).length > 0;
}

/** Pupils whose announced day has come. */
export async function pupilsDueToLeave(tx: SchoolTx, today: string): Promise<string[]> {
  return (await tx.run<{ id: string }>(DUE_TO_LEAVE, [tx.school, today])).map(({ id }) => id);
}

/** The pupil's departure if its day has come, locked; undefined when it was called off or carried out meanwhile. */
export async function lockDueDeparture(
  tx: SchoolTx,
  pupilId: string,
  today: string,
): Promise<{ on: string; reason: string } | undefined> {
  return firstRow(await tx.run<{ on: string; reason: string }>(LOCK_DUE, [tx.school, pupilId, today]));
}
