import type { SchoolTx } from './tenant.ts';

const STANDING = {
  name: 'right-standing',
  text: `select 1 from right_to_activate where school_id = $1 and pupil_id = $2 and state <> 'ended'`,
};

/** Whether the pupil has a right to activate that has not ended. */
export async function standingRight(tx: SchoolTx, pupilId: string): Promise<boolean> {
  return (await tx.run(STANDING, [tx.school, pupilId])).length > 0;
}
