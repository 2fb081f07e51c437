import type { AuditPage, AuditQuery } from '@mleg/contract/audit';
import type { StaffList } from '@mleg/contract/staff';
import { inSchool } from '../../store/tenant.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';
import * as accounts from '../session/staff-accounts.ts';
import * as log from './audit-log.ts';

type Deps = Pick<SchoolDeps, 'store' | 'now'>;
type OfAccount = Acting & { readonly accountId: string };

/** Who works in the school. */
export function readStaff(deps: Deps, school: number): Promise<StaffList> {
  return inSchool(deps.store, school, (tx) => accounts.readStaff(deps, tx));
}

/** Takes all roles of a person in this school. @throws DomainError not_found, wrong_state, forbidden */
export function disableAccount(deps: Deps, request: OfAccount): Promise<StaffList> {
  return inSchool(deps.store, request.school, async (tx) => {
    await accounts.disableAccount(deps, tx, request);
    return accounts.readStaff(deps, tx);
  });
}

/** Gives back the roles that were taken. @throws DomainError not_found, wrong_state, forbidden */
export function enableAccount(deps: Deps, request: OfAccount): Promise<StaffList> {
  return inSchool(deps.store, request.school, async (tx) => {
    await accounts.enableAccount(deps, tx, request);
    return accounts.readStaff(deps, tx);
  });
}

/** Ends all sessions of a person who works here. @returns how many @throws DomainError not_found */
export function logOutStaff(deps: Deps, request: OfAccount): Promise<number> {
  return inSchool(deps.store, request.school, (tx) => accounts.logOutStaff(deps, tx, request));
}

/** Ends all sessions of a guardian in the portal. @returns how many @throws DomainError not_found */
export function logOutGuardian(
  deps: Deps,
  request: Acting & { pupilId: string; guardianId: string },
): Promise<number> {
  return inSchool(deps.store, request.school, (tx) => accounts.logOutGuardian(deps, tx, request));
}

/** A page of the school's log. @throws DomainError invalid_input */
export function readAuditLog(deps: Deps, request: Acting & { query: AuditQuery }): Promise<AuditPage> {
  return inSchool(deps.store, request.school, (tx) => log.readAuditLog(deps, tx, request));
}
