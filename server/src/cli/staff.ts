import { DomainError } from '@mleg/core/errors';
import type { AppDeps } from '../app-deps.ts';
import { emailIndexOf } from '../service/register/save-guardians.ts';
import { disableAccount, enableAccount, logOutStaff, readStaff } from '../service/session/staff-accounts.ts';
import { accountByEmail } from '../store/sessions.ts';
import { inSchool } from '../store/tenant.ts';
import { addStaffMember, addStaffUsage } from './add-staff.ts';
import { type ExitCode, type Io, need, OPERATOR, readFlags, schoolOf, UsageError } from './command.ts';

export const staffUsage = `${addStaffUsage}
  mleg staff list|log-out|disable|enable --school <RSPO> [--email <address>]`;

const OPTIONS = { school: { type: 'string' }, email: { type: 'string' } } as const;
const CHANGES = {
  'log-out': { work: logOutStaff, said: 'All sessions of the person have ended.' },
  disable: {
    work: disableAccount,
    said: 'The person has no role in this school any more; all sessions have ended.',
  },
  enable: { work: enableAccount, said: 'The person has the roles of before again.' },
} as const;

/** People of a school: gives a role, lists who has one, ends sessions, takes roles and gives them back. */
export async function changeStaff(deps: AppDeps, args: readonly string[], io: Io): Promise<ExitCode> {
  const [verb = '', ...rest] = args;
  if (verb === '' || verb.startsWith('--')) return addStaffMember(deps, args, io);
  const { values } = readFlags(rest, OPTIONS);
  if (verb === 'list')
    return sayStaff(deps, await schoolOf(deps, await need(io, 'school', values.school)), io);
  if (!Object.hasOwn(CHANGES, verb))
    throw new UsageError(`${verb} is none of list, log-out, disable, enable`);
  const { work, said } = CHANGES[verb as keyof typeof CHANGES];
  const school = await schoolOf(deps, await need(io, 'school', values.school));
  const email = await need(io, 'email', values.email);
  const account = await accountByEmail(deps.store, emailIndexOf(deps, email));
  if (!account) throw new DomainError('not_found', { field: 'email' });
  await inSchool(deps.store, school, async (tx) => {
    await work(deps, tx, { accountId: account.id, actor: OPERATOR });
  });
  io.say(said);
  return 0;
}

async function sayStaff(deps: AppDeps, school: number, io: Io): Promise<ExitCode> {
  const { staff } = await inSchool(deps.store, school, (tx) => readStaff(deps, tx));
  for (const { name, email, roles, lastLoginAt } of staff) {
    const held = roles
      .map(({ role, state }) => (state === 'active' ? role : `${role} (${state})`))
      .join(', ');
    io.say(`${name} <${email ?? 'no address'}>: ${held}; last log-in: ${lastLoginAt ?? 'never'}`);
  }
  return 0;
}
