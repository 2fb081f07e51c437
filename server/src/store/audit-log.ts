import { onlyRow, type SchoolTx } from './tenant.ts';

/** An event with the names that belong to its ids. */
export type AuditLogRow = {
  readonly id: string;
  readonly at: number;
  readonly event: string;
  readonly actorKind: string;
  readonly actor: string | null;
  readonly pupilId: string | null;
  readonly givenNames: string | null;
  readonly surname: string | null;
  readonly classGroup: string | null;
  readonly person: string | null;
  readonly note: string | null;
};

/** What is asked for; an empty text or null asks for everything. */
export type AuditLogQuery = {
  /** Only these; all where it is null. */
  readonly events: readonly string[] | null;
  readonly actorKind: string;
  readonly actorId: string;
  /** Folded words of a pupil's name. */
  readonly nameKey: string;
  readonly pupilId: string;
  readonly fromAt: number;
  /** Exclusive. */
  readonly toAt: number;
};

const WHERE = `from audit_event e left join pupil p on p.school_id = e.school_id and p.id = e.pupil_id
    where e.school_id = $1 and ($2::text[] is null or e.event = any($2)) and ($3 = '' or e.actor_kind = $3)
      and ($4 = '' or e.actor_id = $4) and ($5 = '' or p.name_key like '%' || $5 || '%')
      and ($6 = '' or e.pupil_id = $6) and e.at >= $7 and e.at < $8`;
const PAGE = {
  name: 'audit-log-page',
  text: `select f.id::text, f.at, f.event, f.actor_kind as "actorKind", coalesce(a.name, k.label) as actor,
      f.pupil_id as "pupilId", f.given_names as "givenNames", f.surname, f.class_group as "classGroup",
      s.name as person, f.note
    from (select e.id, e.at, e.event, e.actor_kind, e.actor_id, e.pupil_id, e.subject, e.note, p.given_names, p.surname,
        p.class_group ${WHERE} and e.id < $9::bigint order by e.id desc limit $10) f
      left join account a on f.actor_kind in ('staff', 'guardian') and a.id = f.actor_id
      left join api_key k on k.school_id = $1 and f.actor_kind = 'api' and k.id = f.actor_id
      left join account s on f.event like 'staff%' and s.id = f.subject
    order by f.id desc`,
};
const COUNT = { name: 'audit-log-count', text: `select count(*)::int as count ${WHERE}` };
/** Above every number that an event has. */
const NEWEST = '999999999999999999';

function valuesOf(tx: SchoolTx, query: AuditLogQuery): unknown[] {
  const { events, actorKind, actorId, nameKey, pupilId, fromAt, toAt } = query;
  return [tx.school, events, actorKind, actorId, nameKey, pupilId, fromAt, toAt];
}

/** Events that fit, the newest first. @param before the number of an event, undefined for the newest */
export function pageOfAuditLog(
  tx: SchoolTx,
  query: AuditLogQuery,
  place: { before: string | undefined; max: number },
): Promise<AuditLogRow[]> {
  return tx.run<AuditLogRow>(PAGE, [...valuesOf(tx, query), place.before ?? NEWEST, place.max]);
}

/** How many events fit. */
export async function countAuditLog(tx: SchoolTx, query: AuditLogQuery): Promise<number> {
  return onlyRow(await tx.run<{ count: number }>(COUNT, valuesOf(tx, query))).count;
}
