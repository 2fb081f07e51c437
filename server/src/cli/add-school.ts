import type { AppDeps } from '../app-deps.ts';
import { setSchoolPolicy } from '../store/policy.ts';
import { createSchool, schoolByRspo } from '../store/schools.ts';
import { inSchool } from '../store/tenant.ts';
import { type ExitCode, type Io, need, oneOf, readFlags, UsageError } from './command.ts';

export const addSchoolUsage =
  'school --rspo <number> --name <name> --short-name <name> --address <address> [--phone …] [--email …] [--office-hours …] [--basis application|objection] [--devices one|many] [--deadline-days 7]';

const OPTIONS = {
  rspo: { type: 'string' },
  name: { type: 'string' },
  'short-name': { type: 'string' },
  address: { type: 'string' },
  phone: { type: 'string', default: '' },
  email: { type: 'string', default: '' },
  'office-hours': { type: 'string', default: '' },
  basis: { type: 'string', default: 'application' },
  devices: { type: 'string', default: 'one' },
  'deadline-days': { type: 'string', default: '7' },
} as const;

/** Registers a school with its settings; what is not given is asked for. */
export async function addSchool(deps: AppDeps, args: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = readFlags(args, OPTIONS);
  const basis = oneOf('basis', ['application', 'objection'], values.basis);
  const devices = oneOf('devices', ['one', 'many'], values.devices);
  const deadlineWorkingDays = Number(values['deadline-days']);
  if (!Number.isInteger(deadlineWorkingDays) || deadlineWorkingDays < 1 || deadlineWorkingDays > 60)
    throw new UsageError('--deadline-days must be a whole number from 1 to 60');
  const rspo = await need(io, 'rspo', values.rspo);
  if (!/^[0-9]{1,10}$/.test(rspo)) throw new UsageError('--rspo must be up to ten digits');
  if (await schoolByRspo(deps.store, rspo)) {
    io.say(`A school with RSPO ${rspo} is registered already.`);
    return 1;
  }
  const facts = {
    rspo,
    name: await need(io, 'name', values.name),
    shortName: await need(io, 'short-name', values['short-name']),
    address: await need(io, 'address', values.address),
    phone: values.phone,
    email: values.email,
    officeHours: values['office-hours'],
  };
  const school = await createSchool(deps.store, deps.vault, facts, deps.now());
  await inSchool(deps.store, school, (tx) => setSchoolPolicy(tx, { basis, devices, deadlineWorkingDays }));
  io.say(`Registered: ${facts.name}, RSPO ${rspo}. Next: mleg staff --school ${rspo} --role head_teacher …`);
  return 0;
}
