import type { AuditEventCode } from '@mleg/core/catalogue/audit-events';
import type { Store } from './pool.ts';
import { onlyRow, type SchoolTx } from './tenant.ts';

export type AuditRow = {
  readonly at: number;
  readonly event: AuditEventCode;
  readonly actorKind: string;
  readonly actorId: string;
  readonly pupilId: string | null;
  readonly subject: string | null;
  readonly note: string | null;
};

const INSERT = {
  name: 'audit-insert',
  text: `insert into audit_event (school_id, at, event, actor_kind, actor_id, pupil_id, subject, note)
    values ($1, $2, $3, $4, $5, $6, $7, $8)`,
};
const OF_PUPIL = {
  name: 'audit-of-pupil',
  text: `select at, event, actor_kind as "actorKind", actor_id as "actorId", pupil_id as "pupilId", subject, note,
      count(*) over ()::int as total
    from audit_event where school_id = $1 and pupil_id = $2 order by id desc limit $3`,
};
const SEAL = { name: 'audit-seal', text: 'select seal_audit($1, $2) as count' };
const FOLLOW = {
  name: 'audit-follow',
  text: `select broken, reached, head, is_end as "isEnd" from first_broken_audit($1, $2, $3, $4)`,
};
const SCHOOLS = {
  name: 'audit-schools',
  text: 'select school_id as school from school_directory order by 1',
};

const SEAL_BATCH_MAX = 1000;
/** Rows of the chain that one statement follows: some tenths of a second. */
const FOLLOW_MAX = 5000;

/** Adds a row to the history; see audit/append.ts. */
export async function insertAuditEvent(tx: SchoolTx, row: AuditRow): Promise<void> {
  const { at, event, actorKind, actorId, pupilId, subject, note } = row;
  await tx.run(INSERT, [tx.school, at, event, actorKind, actorId, pupilId, subject, note]);
}

/** The newest events about a pupil; each knows how many there are. */
export function auditOfPupil(
  tx: SchoolTx,
  pupilId: string,
  max = 100,
): Promise<(AuditRow & { readonly total: number })[]> {
  return tx.run<AuditRow & { readonly total: number }>(OF_PUPIL, [tx.school, pupilId, max]);
}

/** Puts new rows of one school into its hash chain; how many. */
export async function sealAudit(store: Store, school: number): Promise<number> {
  return onlyRow(await store.runStep<{ count: number }>(school, SEAL, [school, SEAL_BATCH_MAX])).count;
}

type Followed = {
  readonly broken: number | null;
  readonly reached: number;
  readonly head: Buffer;
  readonly isEnd: boolean;
};

/** The number of the first row of the chain that was altered, moved or taken out; null for a whole chain. */
export async function firstBrokenAudit(
  store: Store,
  school: number,
  { pageMax = FOLLOW_MAX } = {},
): Promise<number | null> {
  let reached = 0;
  let head: Buffer = Buffer.alloc(0);
  for (;;) {
    const values = [school, reached, head, pageMax];
    const page = onlyRow(await store.runStep<Followed>(school, FOLLOW, values));
    if (page.isEnd || page.broken !== null) return page.broken;
    ({ reached, head } = page);
  }
}

/** Numbers of all schools of this server. */
export async function schoolNumbers(store: Store): Promise<number[]> {
  return (await store.run<{ school: number }>(SCHOOLS)).map((row) => row.school);
}
