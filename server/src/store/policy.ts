import type { Door } from '@mleg/core/order/order';
import { onlyRow, type SchoolTx } from './tenant.ts';

/** How a school works (design.md section 1, point 4). */
export type PolicyRow = {
  readonly basis: 'application' | 'objection';
  readonly devices: 'one' | 'many';
  /** Phones per pupil where there are many; null without a number (rules.md C5). */
  readonly devicesMax: number | null;
  readonly deadlineWorkingDays: number;
  readonly channels: Door[];
  readonly needsApplication: boolean;
  /** So long lives a code that travels by a letter or another journal (rules.md C2). */
  readonly letterDays: number;
  /** The school's own days off, `YYYY-MM-DD` (rules.md O2). */
  readonly closures: string[];
};

/** What a PolicyRow is read from. */
export const policyColumns = `basis, devices, devices_max as "devicesMax",
  deadline_working_days as "deadlineWorkingDays", channels, needs_application as "needsApplication",
  letter_days as "letterDays", closures`;

const POLICY = {
  name: 'school-policy',
  text: `select ${policyColumns} from school where school_id = $1`,
};
const SET_POLICY = {
  name: 'school-policy-set',
  text: `update school set basis = $2, devices = $3, devices_max = $4, deadline_working_days = $5, channels = $6,
    needs_application = $7, letter_days = $8, closures = $9 where school_id = $1`,
};

/** The settings of a row that holds more than them. */
export function toPolicy(row: PolicyRow): PolicyRow {
  const { basis, devices, devicesMax, deadlineWorkingDays, channels } = row;
  const { needsApplication, letterDays, closures } = row;
  return {
    basis,
    devices,
    devicesMax,
    deadlineWorkingDays,
    channels,
    needsApplication,
    letterDays,
    closures,
  };
}

/** The school's settings. */
export async function schoolPolicy(tx: SchoolTx): Promise<PolicyRow> {
  return onlyRow(await tx.run<PolicyRow>(POLICY, [tx.school]));
}

/** Sets how a school works: the named settings only. @returns all of them */
export async function setSchoolPolicy(tx: SchoolTx, change: Partial<PolicyRow>): Promise<PolicyRow> {
  const policy = { ...(await schoolPolicy(tx)), ...change };
  const { basis, devices, devicesMax, deadlineWorkingDays, channels } = policy;
  await tx.run(SET_POLICY, [
    ...[tx.school, basis, devices, devicesMax, deadlineWorkingDays, channels],
    ...[policy.needsApplication, policy.letterDays, policy.closures],
  ]);
  return policy;
}
