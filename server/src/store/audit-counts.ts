import { firstRow, type SchoolTx } from './tenant.ts';

const COUNT_REVEALS = {
  name: 'audit-count-reveals',
  text: `select count(*)::int as count from audit_event
    where school_id = $1 and event = 'field_revealed' and actor_id = $2 and at > $3`,
};

/** How many fields a person has had shown since a moment. */
export async function countRevealsSince(tx: SchoolTx, actorId: string, sinceAt: number): Promise<number> {
  return firstRow(await tx.run<{ count: number }>(COUNT_REVEALS, [tx.school, actorId, sinceAt]))?.count ?? 0;
}
