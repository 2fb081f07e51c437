import type { PupilCase } from './pupil-case.ts';
import { firstRow, onlyRow, type SchoolTx } from './tenant.ts';

export type GuardianRights = 'full' | 'limited' | 'none';

export type GuardianshipRow = {
  readonly guardianId: string;
  readonly accountId: string | null;
  readonly pupilId: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly language: 'pl' | 'en' | 'uk';
  readonly rights: GuardianRights;
  readonly mayOrder: boolean;
  readonly mayCollect: boolean;
  readonly seesAddress: boolean;
};

const COLUMNS = `g.id as "guardianId", g.account_id as "accountId", s.pupil_id as "pupilId", g.name, g.email, g.phone,
  g.language, s.rights, s.may_order as "mayOrder", s.may_collect as "mayCollect", s.sees_address as "seesAddress"`;
const FROM = `from guardianship s join guardian g on g.school_id = s.school_id and g.id = s.guardian_id`;

const OF_PUPIL = {
  name: 'guardians-of-pupil',
  text: `select ${COLUMNS} ${FROM} where s.school_id = $1 and s.pupil_id = $2 order by g.name collate "pl-x-icu"`,
};
const OF_ACCOUNT = {
  name: 'guardianships-of-account',
  text: `select ${COLUMNS} ${FROM} where s.school_id = $1 and g.account_id = $2 and s.rights <> 'none'`,
};
const BY_ACCOUNT = {
  name: 'guardian-by-account',
  text: 'select id from guardian where school_id = $1 and account_id = $2 order by created_at limit 1',
};
const INSERT = {
  name: 'guardian-insert',
  text: `insert into guardian (school_id, id, account_id, name, email, phone, language, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
};
const UPDATE = {
  name: 'guardian-update',
  text: `update guardian set account_id = coalesce($3, account_id), name = $4, phone = coalesce($5, phone),
    language = coalesce($6, language), email = coalesce(email, $7) where school_id = $1 and id = $2`,
};
const LINK = {
  name: 'guardianship-upsert',
  text: `insert into guardianship
      (school_id, pupil_id, guardian_id, rights, may_order, may_collect, sees_address, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (school_id, pupil_id, guardian_id) do update
    set rights = excluded.rights, may_order = excluded.may_order, may_collect = excluded.may_collect,
      sees_address = excluded.sees_address`,
};
const UNLINK_OTHERS = {
  name: 'guardianship-unlink-others',
  text: 'delete from guardianship where school_id = $1 and pupil_id = $2 and not guardian_id = any($3)',
};

/** The pupil's guardians with what each may do, by name. */
export function guardiansOfPupil(tx: SchoolTx, pupilId: string): Promise<GuardianshipRow[]> {
  return tx.run<GuardianshipRow>(OF_PUPIL, [tx.school, pupilId]);
}

/** The children of an account in the transaction's school, with what the account may do. */
export function guardianshipsOfAccount(tx: SchoolTx, accountId: string): Promise<GuardianshipRow[]> {
  return tx.run<GuardianshipRow>(OF_ACCOUNT, [tx.school, accountId]);
}

/** The guardian in the school's register whose log-in this is. */
export async function guardianByAccount(tx: SchoolTx, accountId: string): Promise<string | undefined> {
  return firstRow(await tx.run<{ id: string }>(BY_ACCOUNT, [tx.school, accountId]))?.id;
}

export type GuardianWrite = {
  readonly id: string;
  readonly accountId: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly language: 'pl' | 'en' | 'uk' | null;
  readonly at: number;
};

/** Adds somebody to the school's register of guardians; whose guardian it is `linkGuardian` says. */
export async function insertGuardian(tx: SchoolTx, guardian: GuardianWrite): Promise<string> {
  const { id, accountId, name, email, phone, language, at } = guardian;
  const values = [tx.school, id, accountId, name, email, phone, language ?? 'pl', at];
  return onlyRow(await tx.run<{ id: string }>(INSERT, values)).id;
}

/** What is not said stays; an address is only added where there was none. */
export async function updateGuardian(tx: SchoolTx, guardian: Omit<GuardianWrite, 'at'>): Promise<void> {
  const { id, accountId, name, email, phone, language } = guardian;
  await tx.run(UPDATE, [tx.school, id, accountId, name, phone, language, email]);
}

/** Makes somebody a guardian of the pupil, or sets what this guardian may. */
export async function linkGuardian(
  { school, pupilId, run }: PupilCase,
  link: {
    guardianId: string;
    rights: GuardianRights;
    mayOrder: boolean;
    mayCollect: boolean;
    seesAddress: boolean;
    at: number;
  },
): Promise<void> {
  const { guardianId, rights, mayOrder, mayCollect, seesAddress, at } = link;
  await run(LINK, [school, pupilId, guardianId, rights, mayOrder, mayCollect, seesAddress, at]);
}

/** Takes the other guardians off a pupil: the list that was sent is the whole list. */
export async function unlinkOtherGuardians(
  { school, pupilId, run }: PupilCase,
  keep: readonly string[],
): Promise<void> {
  await run(UNLINK_OTHERS, [school, pupilId, keep]);
}
