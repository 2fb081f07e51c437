import type { GuardianshipRow } from './guardians.ts';
import type { PaperIdRow } from './paper-ids.ts';
import { type PupilRecord, type PupilRow, pupilColumns, toPupilRecord } from './pupils.ts';
import type { SchoolTx } from './tenant.ts';

/**
 * What many rows of a file ask the register for, in one statement each. Every key is looked up by itself (`lateral`): of a
 * table that a file fills nothing is known to the planner, which would otherwise read all of it for each chunk.
 */

/** Pupils that have one of these ids or personal numbers. */
export async function pupilsByKeys(
  tx: SchoolTx,
  keys: { readonly externalIds: readonly string[]; readonly personalIndexes: readonly Buffer[] },
): Promise<PupilRecord[]> {
  const text = `select one.* from unnest($2::text[]) as k (key) cross join lateral
      (select ${pupilColumns} from pupil where school_id = $1 and external_id = k.key limit 1) one
    union all select one.* from unnest($3::bytea[]) as k (key) cross join lateral
      (select ${pupilColumns} from pupil where school_id = $1 and personal_id_index = k.key limit 1) one`;
  const values = [tx.school, keys.externalIds, keys.personalIndexes];
  return (await tx.run<PupilRow>({ name: 'import-pupils', text }, values)).map(toPupilRecord);
}

const PAPER = `id, pupil_id as "pupilId", kind, number, issued_on as "issuedOn", valid_until as "validUntil", state`;

/** The standing or last paper ID of each of these pupils, and behind them those that have one of the numbers. */
export function paperIdsByKeys(
  tx: SchoolTx,
  keys: { readonly pupilIds: readonly string[]; readonly numbers: readonly string[] },
): Promise<PaperIdRow[]> {
  const text = `select one.* from unnest($2::text[]) as k (key) cross join lateral
      (select ${PAPER} from paper_id where school_id = $1 and pupil_id = k.key
        order by (state = 'valid') desc, created_at desc limit 1) one
    union all select one.* from unnest($3::text[]) as k (key) cross join lateral
      (select ${PAPER} from paper_id where school_id = $1 and number = k.key limit 1) one`;
  return tx.run<PaperIdRow>({ name: 'import-paper-ids', text }, [tx.school, keys.pupilIds, keys.numbers]);
}

/** Guardians of these pupils, in the order of the lists of one pupil. */
export function guardiansOfPupils(tx: SchoolTx, pupilIds: readonly string[]): Promise<GuardianshipRow[]> {
  const text = `select g.id as "guardianId", g.account_id as "accountId", s.pupil_id as "pupilId", g.name, g.email,
      g.phone, g.language, s.rights, s.may_order as "mayOrder", s.may_collect as "mayCollect",
      s.sees_address as "seesAddress"
    from guardianship s join guardian g on g.school_id = s.school_id and g.id = s.guardian_id
    where s.school_id = $1 and s.pupil_id = any($2) order by g.name collate "pl-x-icu"`;
  return tx.run<GuardianshipRow>({ name: 'import-guardians', text }, [tx.school, pupilIds]);
}

export type KnownGuardian = {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
};

/** The guardian of each account in the school's register; the first where there are more. */
export function guardiansOfAccounts(tx: SchoolTx, accountIds: readonly string[]): Promise<KnownGuardian[]> {
  const text = `select one.* from unnest($2::text[]) as k (key) cross join lateral
    (select id, account_id as "accountId", name, email, phone from guardian
      where school_id = $1 and account_id = k.key order by created_at limit 1) one`;
  return tx.run<KnownGuardian>({ name: 'import-account-guardians', text }, [tx.school, accountIds]);
}

export type NamedPupil = { readonly nameKey: string; readonly bornOn: string };

/** Pupils of the school that have one of these folded names. */
export function pupilsOfNames(tx: SchoolTx, nameKeys: readonly string[]): Promise<NamedPupil[]> {
  const text = `select name_key as "nameKey", birth_on as "bornOn" from pupil
    where school_id = $1 and name_key = any($2) and status = 'pupil'`;
  return tx.run<NamedPupil>({ name: 'import-names', text }, [tx.school, nameKeys]);
}
