import type { StaffSession } from '@mleg/contract/session';
import { DomainError } from '@mleg/core/errors';
import { schoolPolicy } from '../../store/policy.ts';
import { schoolByNumber, schoolByRspo } from '../../store/schools.ts';
import { schoolsOfAccount, setSessionSchool } from '../../store/sessions.ts';
import { membershipOfAccount, type StaffRole } from '../../store/staff.ts';
import { inSchool } from '../../store/tenant.ts';
import { spellingsOf } from '../register/classes.ts';
import { idleSeconds, noteEntry, readSession, type SessionDeps, schoolsToEnter } from './sessions.ts';

type Person = { readonly accountId: string; readonly name: string; readonly school: number };

/** A person in the panel with the role in the school that is switched to. */
export type StaffMembership = {
  readonly accountId: string;
  readonly name: string;
  readonly school: number;
  readonly role: StaffRole;
  /** The classes that a class teacher sees; null for all of the school. */
  readonly classGroups: readonly string[] | null;
};

/** Whose panel session a cookie is; undefined for none that lives, or where no role stands now. */
export async function findStaffMember(
  deps: SessionDeps,
  token: string,
): Promise<StaffMembership | undefined> {
  const session = await readSession(deps, token, 'panel');
  if (!session || session.school === null) return undefined;
  const { id: accountId, name, school } = session;
  return inSchool(deps.store, school, async (tx) => {
    const found = await membershipOfAccount(tx, accountId, deps.now());
    if (!found) return undefined;
    const { role } = found;
    const classGroups = role === 'class_teacher' ? await spellingsOf(tx, found.classGroups) : null;
    return { accountId, name, school, role, classGroups };
  });
}

/** Who works where, as what, and the settings of the school at hand. @throws DomainError unauthenticated */
export async function readStaffSession(deps: SessionDeps, person: Person): Promise<StaffSession> {
  const memberships: StaffSession['memberships'] = [];
  for (const number of await schoolsOfAccount(deps.store, person.accountId, 'panel')) {
    const facts = await schoolByNumber(deps.store, number);
    const own = await inSchool(deps.store, number, (tx) =>
      membershipOfAccount(tx, person.accountId, deps.now()),
    );
    if (facts && own) memberships.push({ rspo: facts.rspo, shortName: facts.shortName, role: own.role });
  }
  const school = await schoolByNumber(deps.store, person.school);
  const own = memberships.find((one) => one.rspo === school?.rspo);
  if (!school || !own) throw new DomainError('unauthenticated');
  const policy = await inSchool(deps.store, person.school, schoolPolicy);
  const { basis, devices, deadlineWorkingDays, channels } = policy;
  const { rspo, name, shortName, address, phone, officeHours } = school;
  return {
    account: { id: person.accountId, name: person.name },
    role: own.role,
    school: { rspo, name, shortName, address, phone, officeHours },
    policy: { basis, devices, deadlineWorkingDays, channels },
    memberships,
    demo: deps.config.mode === 'demo',
    idleSeconds: idleSeconds.panel,
  };
}

/** Switches to another school where the same person has a role now (rules.md W5). @throws DomainError not_found */
export async function switchSchool(
  deps: SessionDeps,
  person: { accountId: string; sessionHash: Buffer },
  rspo: string,
): Promise<void> {
  const school = await schoolByRspo(deps.store, rspo);
  const open = await schoolsToEnter(deps, person.accountId, 'panel');
  if (!school || !open.includes(school.school)) throw new DomainError('not_found');
  await setSessionSchool(deps.store, person.sessionHash, school.school);
  await noteEntry(deps, school.school, person.accountId);
}
