import { isDay } from '@mleg/core/calendar/days';
import type { AppDeps } from '../app-deps.ts';
import { addStaff } from '../service/session/add-staff.ts';
import { createLoginLink } from '../service/session/sessions.ts';
import { inSchool } from '../store/tenant.ts';
import { type ExitCode, type Io, need, OPERATOR, oneOf, readFlags, schoolOf, UsageError } from './command.ts';

export const addStaffUsage =
  'staff --school <RSPO> --name <name> --email <address> --role head_teacher|office|class_teacher|data_protection [--class 4a …] [--until <last day>]';

const ROLES = ['head_teacher', 'office', 'class_teacher', 'data_protection'] as const;
const OPTIONS = {
  school: { type: 'string' },
  name: { type: 'string' },
  email: { type: 'string' },
  role: { type: 'string' },
  class: { type: 'string', multiple: true },
  until: { type: 'string' },
} as const;

/** Gives a person a role and prints a link with which that person logs in the first time. */
export async function addStaffMember(deps: AppDeps, args: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = readFlags(args, OPTIONS);
  const school = await schoolOf(deps, await need(io, 'school', values.school));
  const member = {
    name: await need(io, 'name', values.name),
    email: await need(io, 'email', values.email),
    role: oneOf('role', ROLES, await need(io, 'role', values.role)),
    classGroups: values.class ?? [],
    until: values.until,
  };
  if (!/^[^\s@]+@[^\s@]+$/.test(member.email)) throw new UsageError('--email must be an e-mail address');
  if (member.until !== undefined && !isDay(member.until))
    throw new UsageError('--until must be a day like 2026-12-31');
  const accountId = await inSchool(deps.store, school, (tx) =>
    addStaff(deps, tx, { ...member, actor: OPERATOR }),
  );
  const link = await createLoginLink(deps, { accountId, face: 'panel', reusable: false });
  io.say('Added. This link logs the person in once, in the next 15 minutes; later ones come by e-mail:');
  io.say(link);
  return 0;
}
