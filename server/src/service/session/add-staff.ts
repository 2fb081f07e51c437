import { expOfLastDay } from '@mleg/core/credential/validity';
import { appendAudit } from '../../audit/append.ts';
import { newId } from '../../store/ids.ts';
import { accountByEmail, insertAccount, linkAccountToSchool } from '../../store/sessions.ts';
import { insertMembership, type StaffRole } from '../../store/staff.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import { emailIndexOf } from '../register/save-guardians.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';

export type StaffMember = {
  readonly name: string;
  readonly email: string;
  readonly role: StaffRole;
  /** Whose pupils a class teacher sees. */
  readonly classGroups: readonly string[];
  /** The last day of a delegation, `YYYY-MM-DD` in Poland; absent for a role of one's own (rules.md W5). */
  readonly until?: string | undefined;
};

/**
 * Gives a person a role in the transaction's school. One person is one account in all schools of the server
 * (rules.md W5), so a known address gets the role and keeps its name.
 * @returns the account's id
 */
export async function addStaff(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  request: StaffMember & { readonly actor: Acting['actor'] },
): Promise<string> {
  const { name, role, classGroups, actor } = request;
  const email = request.email.trim().toLowerCase();
  const emailIndex = emailIndexOf(deps, email);
  await insertAccount(tx, { id: newId(), name, language: 'pl', emailIndex, at: deps.now() });
  const account = await accountByEmail(tx, emailIndex);
  if (!account) throw new Error('an account that was just made is disabled');
  const accountId = account.id;
  await linkAccountToSchool(tx, { accountId, school: tx.school, face: 'panel' });
  const endsAt = request.until === undefined ? null : expOfLastDay(request.until);
  await insertMembership(tx, { accountId, role, classGroups, email, at: deps.now(), endsAt });
  await appendAudit(tx, deps.now(), { event: 'staff_added', actor, subject: accountId, note: role });
  return accountId;
}
