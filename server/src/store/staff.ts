import type { Door } from '@mleg/core/order/order';
import { firstRow, type SchoolTx } from './tenant.ts';

export type StaffRole = 'head_teacher' | 'office' | 'class_teacher' | 'data_protection' | 'operator';
export type PolicyRow = {
  readonly basis: 'application' | 'objection';
  readonly devices: 'one' | 'many';
  /** Phones per pupil where there are many; null without a number (rules.md C5). */
  readonly devicesMax: number | null;
  readonly deadlineWorkingDays: number;
  readonly approvalSteps: 1 | 2;
  readonly channels: Door[];
  readonly needsApplication: boolean;
  /** So long lives a code that travels by a letter or another journal (rules.md C2). */
  readonly letterDays: number;
  /** The school's own days off, `YYYY-MM-DD` (rules.md O2). */
  readonly closures: string[];
};

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
const POLICY = {
  name: 'school-policy',
  text: `select basis, devices, devices_max as "devicesMax", deadline_working_days as "deadlineWorkingDays",
    approval_steps as "approvalSteps", channels, needs_application as "needsApplication",
    letter_days as "letterDays", closures from school where school_id = $1`,
};
const SET_POLICY = {
  name: 'school-policy-set',
  text: `update school set basis = $2, devices = $3, devices_max = $4, deadline_working_days = $5, channels = $6,
    needs_application = $7, letter_days = $8, closures = $9 where school_id = $1`,
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

/** The school's settings. */
export async function schoolPolicy(tx: SchoolTx): Promise<PolicyRow> {
  const row = firstRow(await tx.run<PolicyRow>(POLICY, [tx.school]));
  if (row === undefined) throw new Error('a school without settings');
  return row;
}

/** Sets how a school works (design.md section 1, point 4): the named settings only. @returns all of them */
export async function setSchoolPolicy(
  tx: SchoolTx,
  change: Partial<Omit<PolicyRow, 'approvalSteps'>>,
): Promise<PolicyRow> {
  const policy = { ...(await schoolPolicy(tx)), ...change };
  const { basis, devices, devicesMax, deadlineWorkingDays, channels } = policy;
  await tx.run(SET_POLICY, [
    ...[tx.school, basis, devices, devicesMax, deadlineWorkingDays, channels],
    ...[policy.needsApplication, policy.letterDays, policy.closures],
  ]);
  return policy;
}

/** Names of staff by account id, for the timeline. */
export async function staffNames(tx: SchoolTx, accountIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.run<{ id: string; name: string }>(STAFF_NAMES, [tx.school, accountIds]);
  return new Map(rows.map((row) => [row.id, row.name]));
}
