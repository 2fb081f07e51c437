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
  /** The reason that was given with it. */
  readonly leavesReason: string | null;
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
  | 'status'
  | 'statusOn'
  | 'objectionAt'
  | 'objectionBy'
  | 'objectionToDecide'
  | 'leavesOn'
  | 'leavesReason'
  | 'version'
> & {
  readonly nameKey: string;
  /** Null keeps the one that is recorded. */
  readonly last4Index: Buffer | null;
  readonly at: number;
};

/** What a PupilRecord is read from. */
export const pupilColumns = `id, external_id as "externalId", given_names as "givenNames", surname, birth_on as "bornOn",
  class_group as "classGroup", status, status_on as "statusOn", personal_id_type as "personalIdType",
  personal_id_country as "personalIdCountry", personal_id_sealed as "personalIdSealed",
  personal_id_index as "personalIdIndex", address_sealed as "addressSealed", address_index as "addressIndex", address_protected as "addressProtected",
  objection_at as "objectionAt", objection_by as "objectionBy", objection_to_decide as "objectionToDecide", leaves_on as "leavesOn", leaves_reason as "leavesReason", version,
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
const HOMONYMS = {
  name: 'pupil-homonyms',
  text: `select given_names as "givenNames", surname, class_group as "classGroup", birth_on as "bornOn"
    from pupil where school_id = $1 and name_key = (select name_key from pupil where school_id = $1 and id = $2)
      and id <> $2 and status = 'pupil' order by class_group limit 200`,
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

/** A row of `pupilColumns`. */
export type PupilRow = Omit<PupilRecord, 'knownAs'> & {
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
  const row = firstRow(await tx.run<PupilRow>(statement, [tx.school, key]));
  return row && toPupilRecord(row);
}

/** The record of a row. */
export function toPupilRecord(row: PupilRow): PupilRecord {
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

const DUE_TO_LEAVE = {
  name: 'pupil-due-to-leave',
  text: `select id from pupil where school_id = $1 and leaves_on <= $2 and status <> 'left' order by id`,
};
/** Pupils whose announced day has come. */
export async function pupilsDueToLeave(tx: SchoolTx, today: string): Promise<string[]> {
  return (await tx.run<{ id: string }>(DUE_TO_LEAVE, [tx.school, today])).map(({ id }) => id);
}
