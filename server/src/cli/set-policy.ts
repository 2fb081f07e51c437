import { isDay } from '@mleg/core/calendar/days';
import type { AppDeps } from '../app-deps.ts';
import { appendAudit } from '../audit/append.ts';
import { type PolicyRow, setSchoolPolicy } from '../store/policy.ts';
import { inSchool } from '../store/tenant.ts';
import { type ExitCode, type Io, need, OPERATOR, oneOf, readFlags, schoolOf, UsageError } from './command.ts';

export const setPolicyUsage =
  'policy --school <RSPO> [--basis application|objection] [--devices one|many|<number>] [--deadline-days 7] [--letter-days 14] [--doors journal,mailbox,paper] [--needs-application yes|no] [--closed-on 2026-12-23,…]';

const OPTIONS = {
  school: { type: 'string' },
  basis: { type: 'string' },
  devices: { type: 'string' },
  'deadline-days': { type: 'string' },
  'letter-days': { type: 'string' },
  doors: { type: 'string' },
  'needs-application': { type: 'string' },
  'closed-on': { type: 'string' },
} as const;
const DOORS = ['journal', 'mailbox', 'paper'] as const;
const CLOSURES_MAX = 366;

type Change = { -readonly [K in keyof Parameters<typeof setSchoolPolicy>[1]]: PolicyRow[K] };
type Readers = Record<string, (value: string) => Change>;

/** What each flag sets. A list replaces the list before it; an empty one clears it. */
const READERS: Readers = {
  basis: (value) => ({ basis: oneOf('basis', ['application', 'objection'], value) }),
  devices: readDevices,
  'deadline-days': (value) => ({ deadlineWorkingDays: whole('deadline-days', value, 1, 60) }),
  'letter-days': (value) => ({ letterDays: whole('letter-days', value, 7, 30) }),
  doors: (value) => ({ channels: listOf(value).map((one) => oneOf('doors', DOORS, one)) }),
  'needs-application': (value) => ({
    needsApplication: oneOf('needs-application', ['yes', 'no'], value) === 'yes',
  }),
  'closed-on': (value) => ({ closures: readDays(value) }),
};

/** Changes the named settings of a school and says all of them; without any it only says them. */
export async function setPolicy(deps: AppDeps, args: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = readFlags(args, OPTIONS);
  const school = await schoolOf(deps, await need(io, 'school', values.school));
  const given = Object.entries(values).filter(([name]) => name !== 'school');
  const change: Change = Object.assign({}, ...given.map(([name, value]) => READERS[name]?.(String(value))));
  const policy = await inSchool(deps.store, school, async (tx) => {
    if (given.length > 0) {
      const note = Object.keys(change).join(' ');
      await appendAudit(tx, deps.now(), { event: 'policy_changed', actor: OPERATOR, note });
    }
    return setSchoolPolicy(tx, change);
  });
  for (const [name, value] of Object.entries(policy))
    io.say(`${name}: ${value === null ? 'no limit' : value}`);
  return 0;
}

function readDevices(value: string): Change {
  if (value === 'one') return { devices: 'one', devicesMax: null };
  return { devices: 'many', devicesMax: value === 'many' ? null : whole('devices', value, 2, 1000) };
}

function readDays(value: string): string[] {
  const days = listOf(value);
  const wrong = days.find((day) => !isDay(day));
  if (wrong !== undefined) throw new UsageError('--closed-on must be days like 2026-12-23');
  if (days.length > CLOSURES_MAX) throw new UsageError(`--closed-on takes at most ${CLOSURES_MAX} days`);
  return [...new Set(days)].sort();
}

function listOf(value: string): string[] {
  return value.split(',').flatMap((one) => one.trim() || []);
}

function whole(name: string, value: string, least: number, most: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least || number > most)
    throw new UsageError(`--${name} must be a whole number from ${least} to ${most}`);
  return number;
}
