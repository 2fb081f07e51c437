import { firstRow, type SchoolTx } from './tenant.ts';

export type StaffRole = 'head_teacher' | 'office' | 'class_teacher' | 'data_protection' | 'operator';

const INSERT_MEMBERSHIP = {
  name: 'membership-insert',
  text: `insert into membership (school_id, account_id, role, class_groups, email, created_at, ends_at)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (school_id, account_id, role) do update set ends_at = excluded.ends_at, class_groups = excluded.class_groups, disabled_at = null`,
};
// The strongest role first: a head teacher who also works in the office acts as head teacher.
const ROLE = {
  name: 'membership-role',
  text: `select role, class_groups as "classGroups" from membership where school_id = $1 and account_id = $2
      and (ends_at is null or ends_at > $3) and disabled_at is null
    order by array_position(array['head_teacher','office','data_protection','class_teacher','operator'], role)
    limit 1`,
};
const STAFF_NAMES = {
  name: 'staff-names',
  text: `select distinct a.id, a.name from account a join membership m on m.account_id = a.id
    where m.school_id = $1 and a.id = any($2)`,
};

/** Gives a role, or sets anew for which classes and until when the person has it. */
export async function insertMembership(
  tx: SchoolTx,
  member: {
    accountId: string;
    role: StaffRole;
    classGroups: readonly string[];
    email: string | null;
    at: number;
    /** A delegation ends then (rules.md W5); null for a role of one's own. */
    endsAt: number | null;
  },
): Promise<void> {
  const { accountId, role, classGroups, email, at, endsAt } = member;
  await tx.run(INSERT_MEMBERSHIP, [tx.school, accountId, role, classGroups, email, at, endsAt]);
}

/** What a person is in a school, and which classes a class teacher has. */
export type MembershipRow = { readonly role: StaffRole; readonly classGroups: readonly string[] };

/** The strongest membership of a person in the transaction's school; undefined for none or an ended delegation. */
export async function membershipOfAccount(
  tx: SchoolTx,
  accountId: string,
  nowAt: number,
): Promise<MembershipRow | undefined> {
  return firstRow(await tx.run<MembershipRow>(ROLE, [tx.school, accountId, nowAt]));
}

/** Names of staff by account id, for the timeline. */
export async function staffNames(tx: SchoolTx, accountIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.run<{ id: string; name: string }>(STAFF_NAMES, [tx.school, accountIds]);
  return new Map(rows.map((row) => [row.id, row.name]));
}
