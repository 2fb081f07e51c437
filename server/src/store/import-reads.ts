import type { GuardianshipRow } from './guardians.ts';
import type { PaperIdRow } from './paper-ids.ts';
import { type PupilRecord, pupilColumns } from './pupils.ts';
import type { SchoolTx } from './tenant.ts';

/** What many rows of a file ask the register for, in one statement each. */

/** Pupils that have one of these ids or personal numbers. */
export function pupilsByKeys(
  tx: SchoolTx,
  keys: { readonly externalIds: readonly string[]; readonly personalIndexes: readonly Buffer[] },
): Promise<PupilRecord[]> {
  const text = `select ${pupilColumns} from pupil where school_id = $1 and external_id = any($2)
    union select ${pupilColumns} from pupil where school_id = $1 and personal_id_index = any($3)`;
  return tx.run<PupilRecord>({ name: 'import-pupils', text }, [
    tx.school,
    keys.externalIds,
    keys.personalIndexes,
  ]);
}

const PAPER = `id, pupil_id as "pupilId", kind, number, issued_on as "issuedOn", valid_until as "validUntil", state`;

/** Paper IDs of these pupils, each pupil's standing or last one first, and those that have one of the numbers. */
export function paperIdsByKeys(
  tx: SchoolTx,
  keys: { readonly pupilIds: readonly string[]; readonly numbers: readonly string[] },
): Promise<PaperIdRow[]> {
  const text = `select ${PAPER} from (
      select *, row_number() over (partition by pupil_id order by (state = 'valid') desc, created_at desc) as place
      from paper_id where school_id = $1
        and id in (select id from paper_id where school_id = $1 and pupil_id = any($2)
          union select id from paper_id where school_id = $1 and number = any($3))) one order by place`;
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
  const text = `select distinct on (account_id) id, account_id as "accountId", name, email, phone from guardian
    where school_id = $1 and account_id = any($2) order by account_id, created_at`;
  return tx.run<KnownGuardian>({ name: 'import-account-guardians', text }, [tx.school, accountIds]);
}

export type NamedPupil = { readonly nameKey: string; readonly bornOn: string };

/** Pupils of the school that have one of these folded names. */
export function pupilsOfNames(tx: SchoolTx, nameKeys: readonly string[]): Promise<NamedPupil[]> {
  const text = `select name_key as "nameKey", birth_on as "bornOn" from pupil
    where school_id = $1 and name_key = any($2) and status = 'pupil'`;
  return tx.run<NamedPupil>({ name: 'import-names', text }, [tx.school, nameKeys]);
}
