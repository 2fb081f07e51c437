import type { StaffRole } from './staff.ts';
import { firstRow, type SchoolTx } from './tenant.ts';

/** Somebody who works or has worked in the school, with every role there. */
export type StaffRow = {
  readonly accountId: string;
  readonly name: string;
  readonly email: string | null;
  readonly roles: readonly {
    readonly role: StaffRole;
    readonly classGroups: readonly string[];
    readonly endsAt: number | null;
    readonly isDisabled: boolean;
  }[];
  readonly lastLoginAt: number | null;
};

/** A school has fewer people than this; more are said to be more. */
export const STAFF_MAX = 1000;

const LIST = {
  name: 'staff-list',
  text: `select m.account_id as "accountId", a.name, max(m.email) as email, max(m.last_login_at) as "lastLoginAt",
      jsonb_agg(jsonb_build_object('role', m.role, 'classGroups', m.class_groups, 'endsAt', m.ends_at,
        'isDisabled', m.disabled_at is not null) order by m.created_at, m.role) as roles
    from membership m join account a on a.id = m.account_id
    where m.school_id = $1 and ($2 = '' or m.account_id = $2)
    group by m.account_id, a.name order by a.name collate "pl-x-icu", m.account_id limit ${STAFF_MAX}`,
};
const DISABLE = {
  name: 'staff-disable',
  text: `update membership set disabled_at = $3 where school_id = $1 and account_id = $2 and disabled_at is null
    returning role`,
};
const ENABLE = {
  name: 'staff-enable',
  text: `update membership set disabled_at = null where school_id = $1 and account_id = $2
    and disabled_at is not null returning role`,
};
const TOUCH = {
  name: 'staff-last-login',
  text: 'update membership set last_login_at = $3 where school_id = $1 and account_id = $2',
};
// One lock for the people of a school: two head teachers who disable each other at once must not both succeed.
const LOCK = {
  name: 'staff-lock',
  text: 'select 1 from membership where school_id = $1 order by account_id, role for update',
};
const END_SESSIONS = {
  name: 'account-sessions-end',
  text: 'delete from session where account_id = $1 and face = any($2) returning 1',
};
// The demo's links are not taken away: they are the way in for whoever tries the product.
const END_LINKS = {
  name: 'account-links-end',
  text: 'delete from login_link where account_id = $1 and face = any($2) and not reusable',
};

/** The people of a school by name; with an account, that one. */
export function listStaff(tx: SchoolTx, accountId = ''): Promise<StaffRow[]> {
  return tx.run<StaffRow>(LIST, [tx.school, accountId]);
}

/** Makes changes to who works in the school wait for each other until the transaction ends. */
export async function lockStaff(tx: SchoolTx): Promise<void> {
  await tx.run(LOCK, [tx.school]);
}

/** Takes all roles of a person in this school; false where none stood. */
export async function disableStaff(tx: SchoolTx, accountId: string, at: number): Promise<boolean> {
  return (await tx.run(DISABLE, [tx.school, accountId, at])).length > 0;
}

/** Gives back the roles that were taken; false where none was. */
export async function enableStaff(tx: SchoolTx, accountId: string): Promise<boolean> {
  return (await tx.run(ENABLE, [tx.school, accountId])).length > 0;
}

/** Notes that a person came into this school's panel. */
export async function noteLogin(tx: SchoolTx, accountId: string, at: number): Promise<void> {
  await tx.run(TOUCH, [tx.school, accountId, at]);
}

/** Ends a person's sessions on these faces, and links that were sent and not used. @returns how many sessions */
export async function endSessions(
  tx: SchoolTx,
  accountId: string,
  faces: readonly ('panel' | 'portal')[],
): Promise<number> {
  await tx.run(END_LINKS, [accountId, faces]);
  return (await tx.run(END_SESSIONS, [accountId, faces])).length;
}

const GUARDIAN_ACCOUNT = {
  name: 'guardian-account',
  text: `select g.account_id as "accountId" from guardianship s
      join guardian g on g.school_id = s.school_id and g.id = s.guardian_id
    where s.school_id = $1 and s.pupil_id = $2 and g.id = $3`,
};

/** The log-in of a pupil's guardian: null for one without, undefined for somebody who is none. */
export async function accountOfGuardian(
  tx: SchoolTx,
  pupilId: string,
  guardianId: string,
): Promise<string | null | undefined> {
  const values = [tx.school, pupilId, guardianId];
  return firstRow(await tx.run<{ accountId: string | null }>(GUARDIAN_ACCOUNT, values))?.accountId;
}
