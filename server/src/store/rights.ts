import type { CodeStop } from './issuing.ts';
import { firstRow, onlyRow, type SchoolTx } from './tenant.ts';

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

const LAST_ENDED = {
  name: 'right-last-ended',
  text: `select r.ended_reason as reason, r.ended_at as at from right_to_activate r
    where r.school_id = $1 and r.pupil_id = $2 and r.state = 'ended'
      and not exists (select 1 from right_to_activate s where s.school_id = $1 and s.pupil_id = $2 and s.state <> 'ended')
      and not exists (select 1 from orders o where o.school_id = $1 and o.pupil_id = $2 and o.received_at >= r.ended_at)
    order by r.ended_at desc limit 1`,
};

/** Why and when the pupil's last right ended, where none stands and nobody has ordered since. */
export async function lastEndedRight(
  tx: SchoolTx,
  pupilId: string,
): Promise<{ reason: string; at: number } | undefined> {
  return firstRow(await tx.run<{ reason: string; at: number }>(LAST_ENDED, [tx.school, pupilId]));
}
