import type { CodeStop } from './issuing.ts';
import type { PupilCase } from './pupil-case.ts';
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

const OPEN_RIGHT = {
  name: 'right-open',
  text: `insert into right_to_activate (school_id, id, pupil_id, order_id, created_at) values ($1, $2, $3, $4, $5)
    on conflict (school_id, pupil_id) where state <> 'ended'
    do update set order_id = coalesce(excluded.order_id, right_to_activate.order_id) returning id`,
};
const END_RIGHT = {
  name: 'right-end',
  text: `update right_to_activate set state = 'ended', ended_reason = $3, ended_at = $4
    where school_id = $1 and pupil_id = $2 and state <> 'ended' returning id`,
};

/** Opens the pupil's right to activate, or gives the standing one (its order becomes the new one). */
export async function openRight(
  { school, pupilId, run }: PupilCase,
  right: { id: string; orderId: string | null; at: number },
): Promise<string> {
  const values = [school, right.id, pupilId, right.orderId, right.at];
  return onlyRow(await run<{ id: string }>(OPEN_RIGHT, values)).id;
}

/** Ends the pupil's standing right with everything offered under it; false when there was none. */
export async function endRight(
  { school, pupilId, run }: PupilCase,
  right: { reason: string; at: number },
): Promise<boolean> {
  return (await run(END_RIGHT, [school, pupilId, right.reason, right.at])).length > 0;
}
