import { firstRow, type SchoolTx } from './tenant.ts';

const COUNT = {
  name: 'audit-count-by-actor',
  text: `select count(*)::int as count from audit_event
    where school_id = $1 and event = any($2) and actor_id = $3 and at > $4`,
};
const PUPILS_MET = {
  name: 'audit-pupils-by-actor',
  text: `select distinct pupil_id as "pupilId" from audit_event
    where school_id = $1 and event = any($2) and actor_id = $3 and at > $4 and pupil_id is not null`,
};
// Two keys, so that no other lock of the database is met; who acts is a person or a program's key.
const LOCK = { name: 'actor-lock', text: 'select pg_advisory_xact_lock($1, hashtext($2))' };

/** How many events of these kinds somebody has caused since a moment. */
export async function countEventsSince(
  tx: SchoolTx,
  query: { events: readonly string[]; actorId: string; sinceAt: number },
): Promise<number> {
  const { events, actorId, sinceAt } = query;
  return firstRow(await tx.run<{ count: number }>(COUNT, [tx.school, events, actorId, sinceAt]))?.count ?? 0;
}

/** Of which pupils somebody was told by events of these kinds since a moment. */
export async function pupilsMetSince(
  tx: SchoolTx,
  query: { events: readonly string[]; actorId: string; sinceAt: number },
): Promise<string[]> {
  const { events, actorId, sinceAt } = query;
  const rows = await tx.run<{ pupilId: string }>(PUPILS_MET, [tx.school, events, actorId, sinceAt]);
  return rows.map(({ pupilId }) => pupilId);
}

/** Makes the acts of one person or program wait for each other until the transaction ends, where they are counted. */
export async function lockActor(tx: SchoolTx, actorId: string): Promise<void> {
  await tx.run(LOCK, [tx.school, actorId]);
}
