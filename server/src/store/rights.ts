import type { CodeStop } from './issuing.ts';
import { onlyRow, type SchoolTx } from './tenant.ts';

const STANDING = {
  name: 'right-standing',
  text: `select 1 from right_to_activate where school_id = $1 and pupil_id = $2 and state <> 'ended'`,
};

const STOP = { name: 'right-code-stop', text: 'select code_stop($1, $2) as stop' };

/** What stands against every code of the pupil (rules.md C9); null where nothing does. */
export async function codeStopOf(tx: SchoolTx, pupilId: string): Promise<CodeStop | null> {
  return onlyRow(await tx.run<{ stop: CodeStop | null }>(STOP, [tx.school, pupilId])).stop;
}

/** Whether the pupil has a right to activate that has not ended. */
export async function standingRight(tx: SchoolTx, pupilId: string): Promise<boolean> {
  return (await tx.run(STANDING, [tx.school, pupilId])).length > 0;
}
