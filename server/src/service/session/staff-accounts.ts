import type { StaffList } from '@mleg/contract/staff';
import { DomainError } from '@mleg/core/errors';
import { appendAudit } from '../../audit/append.ts';
import {
  accountOfGuardian,
  disableStaff,
  enableStaff,
  endSessions,
  listStaff,
  lockStaff,
  STAFF_MAX,
  type StaffRow,
} from '../../store/accounts.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';
import { toIsoTime } from '../time.ts';

type Deps = Pick<SchoolDeps, 'now'>;
type Change = { readonly accountId: string; readonly actor: Acting['actor'] };

/** Who works in the school, as what and until when, and when they were last here. */
export async function readStaff(deps: Deps, tx: SchoolTx): Promise<StaffList> {
  const rows = await listStaff(tx);
  return { staff: rows.map((row) => toMember(row, deps.now())), isCut: rows.length === STAFF_MAX };
}

function toMember(row: StaffRow, nowAt: number): StaffList['staff'][number] {
  return {
    id: row.accountId,
    name: row.name,
    email: row.email,
    roles: row.roles.map(({ role, classGroups, endsAt, isDisabled }) => ({
      role,
      classGroups: [...classGroups],
      endsAt: endsAt === null ? null : toIsoTime(endsAt),
      state: isDisabled ? 'disabled' : endsAt !== null && endsAt <= nowAt ? 'ended' : 'active',
    })),
    lastLoginAt: row.lastLoginAt === null ? null : toIsoTime(row.lastLoginAt),
  };
}

/**
 * Ends every session of a member of staff, on all faces and in all schools: a computer that was left or stolen is logged in
 * to all of them. Links that were sent and not used open nothing any more.
 * @throws DomainError not_found for somebody who does not work here
 */
export async function logOutStaff(deps: Deps, tx: SchoolTx, change: Change): Promise<number> {
  const { accountId, actor } = change;
  await findMember(tx, accountId);
  const count = await endSessions(tx, accountId, ['panel', 'portal']);
  await appendAudit(tx, deps.now(), { event: 'staff_logged_out', actor, subject: accountId });
  return count;
}

/**
 * Takes all roles of a person in this school, and ends their sessions. Other schools' roles stand.
 * @throws DomainError not_found; wrong_state for oneself (a school would be left without anybody who may undo it) and for
 *   somebody who has no role that stands
 */
export async function disableAccount(deps: Deps, tx: SchoolTx, change: Change): Promise<void> {
  const { accountId, actor } = change;
  await lockStaff(tx);
  await findMember(tx, accountId);
  if (actor.id === accountId) throw new DomainError('wrong_state', { reason: 'own_account' });
  await refuseWithoutRole(deps, tx, actor);
  if (!(await disableStaff(tx, accountId, deps.now()))) throw new DomainError('wrong_state');
  await endSessions(tx, accountId, ['panel', 'portal']);
  await appendAudit(tx, deps.now(), { event: 'staff_disabled', actor, subject: accountId });
}

/** Gives back the roles that were taken. @throws DomainError not_found, wrong_state */
export async function enableAccount(deps: Deps, tx: SchoolTx, change: Change): Promise<void> {
  const { accountId, actor } = change;
  await lockStaff(tx);
  await findMember(tx, accountId);
  await refuseWithoutRole(deps, tx, actor);
  if (!(await enableStaff(tx, accountId))) throw new DomainError('wrong_state');
  await appendAudit(tx, deps.now(), { event: 'staff_enabled', actor, subject: accountId });
}

/**
 * Ends a guardian's sessions in the portal; the rights stand.
 * @throws DomainError not_found for somebody who is no guardian of the pupil or has no log-in
 */
export async function logOutGuardian(
  deps: Deps,
  tx: SchoolTx,
  change: { pupilId: string; guardianId: string; actor: Acting['actor'] },
): Promise<number> {
  const { pupilId, guardianId, actor } = change;
  const accountId = await accountOfGuardian(tx, pupilId, guardianId);
  if (!accountId) throw new DomainError('not_found');
  const count = await endSessions(tx, accountId, ['portal']);
  await appendAudit(tx, deps.now(), { event: 'guardian_logged_out', actor, pupilId, subject: guardianId });
  return count;
}

async function findMember(tx: SchoolTx, accountId: string): Promise<void> {
  const [member] = await listStaff(tx, accountId);
  if (accountId === '' || !member) throw new DomainError('not_found');
}

/** Of two who disable each other at once, the second has no role any more when its turn comes. */
async function refuseWithoutRole(deps: Deps, tx: SchoolTx, actor: Acting['actor']): Promise<void> {
  if (actor.kind !== 'staff') return;
  const [own] = await listStaff(tx, actor.id);
  const stands = own?.roles.some(
    (one) => !one.isDisabled && (one.endsAt === null || one.endsAt > deps.now()),
  );
  if (!stands) throw new DomainError('forbidden');
}
