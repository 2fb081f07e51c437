import type { SchoolTx } from './tenant.ts';

export type MobileIdState = 'active' | 'suspended' | 'revoked' | 'expired' | 'superseded';
export type SuspendedBy = 'school' | 'guardian' | 'pupil' | 'lock_code';

export type MobileIdRow = {
  readonly id: string;
  readonly pupilId: string;
  readonly state: MobileIdState;
  /** The card's date, `YYYY-MM-DD`. */
  readonly validUntil: string;
  readonly activatedAt: number;
  /** `<kind>:<id>` of who took the code. */
  readonly activatedBy: string;
  readonly confirmedAt: number | null;
  readonly deviceNumber: number;
  readonly suspendedBy: SuspendedBy | null;
  readonly reason: string | null;
};

const LIST = {
  name: 'mobile-id-list',
  text: `select m.id, m.pupil_id as "pupilId", m.state, m.valid_until as "validUntil",
      m.delivered_at as "activatedAt", m.activated_by as "activatedBy", m.confirmed_at as "confirmedAt",
      d.number as "deviceNumber", m.suspended_by as "suspendedBy", m.reason
    from mobile_id m join device d on d.school_id = m.school_id and d.id = m.device_id
    where m.school_id = $1 and m.pupil_id = any($2) and m.delivered_at is not null
    order by m.pupil_id, d.number`,
};
// Ids that were never delivered are ended too: what was signed and lost on the way must not live on.
const END = {
  name: 'mobile-id-end',
  text: `select m.id, m.delivered_at is not null as delivered, end_mobile_id($1, m.id, $4, $5, $6, $7)
      as done from mobile_id m
    where m.school_id = $1 and m.pupil_id = $2 and ($3::text[] is null or m.id = any($3))
      and m.state in ('active', 'suspended') order by m.id`,
};
const SUSPEND = {
  name: 'mobile-id-suspend',
  text: `update mobile_id set state = 'suspended', suspended_by = $4, suspended_by_actor = $5
    where school_id = $1 and pupil_id = $2 and ($3::text[] is null or id = any($3))
      and (state = 'active' or ($6 and state = 'suspended' and suspended_by <> 'school'))
    returning id, delivered_at is not null as delivered`,
};
// A suspension that the school made is lifted by the school; a guardian lifts the own one (rules.md C4).
const RESTORE = {
  name: 'mobile-id-restore',
  text: `update mobile_id set state = 'active', suspended_by = null, suspended_by_actor = null
    where school_id = $1 and pupil_id = $2 and ($3::text[] is null or id = any($3)) and state = 'suspended'
      and ($4 = 'school' or (suspended_by = $4 and suspended_by_actor = $5))
    returning id`,
};
const LIFT_STOP = {
  name: 'right-lift-stop',
  text: `with ended as (update mobile_id set suspended_by = null
      where school_id = $1 and pupil_id = $2 and state in ('revoked', 'superseded') and suspended_by = 'school')
    update right_to_activate set stopped_at = null
    where school_id = $1 and pupil_id = $2 and stopped_at is not null returning id`,
};
const SUSPENDED_BY = {
  name: 'mobile-id-suspended-by',
  text: `select id from mobile_id where school_id = $1 and pupil_id = $2 and state = 'suspended'
    and suspended_by_actor = $3`,
};
const REPLACED = {
  name: 'mobile-id-replaced',
  text: `select m.pupil_id as "pupilId", array_agg(m.id) as "mobileIds" from mobile_id m
    join paper_id old on old.school_id = m.school_id and old.id = m.paper_id and old.state = 'replaced'
    where m.school_id = $1 and m.state in ('active', 'suspended') and exists (select 1 from paper_id next
      where next.school_id = m.school_id and next.pupil_id = m.pupil_id and next.id <> old.id
        and next.created_at >= old.created_at and next.created_at <= $2)
    group by m.pupil_id order by m.pupil_id`,
};
const MARK = { name: 'mobile-id-mark', text: 'select mark_mobile_id($1, $2, $3)' };

/** Delivered mobile IDs of these pupils, phone by phone. */
export function listMobileIdRows(tx: SchoolTx, pupilIds: readonly string[]): Promise<MobileIdRow[]> {
  return tx.run<MobileIdRow>(LIST, [tx.school, pupilIds]);
}

export type Selection = { readonly pupilId: string; readonly mobileIds: readonly string[] | null };

/** An ID that a call changed; one that no phone got is changed too, but is nothing to tell of. */
export type ChangedMobileId = { readonly id: string; readonly delivered: boolean };

/**
 * Ends IDs for good; those that this call ended.
 * @param end `bySchool` false: a suspension that the school made goes on for the codes (rules.md C9)
 */
export async function endMobileIds(
  tx: SchoolTx,
  selection: Selection,
  end: { state: 'revoked' | 'superseded' | 'expired'; reason: string | null; at: number; bySchool: boolean },
): Promise<ChangedMobileId[]> {
  const { state, reason, at, bySchool } = end;
  const values = [tx.school, selection.pupilId, selection.mobileIds, state, reason, at, bySchool];
  const rows = await tx.run<ChangedMobileId & { done: boolean }>(END, values);
  return rows.filter((row) => row.done);
}

/** Standing IDs that bear the number of a paper ID which another one replaced by a moment, pupil by pupil. */
export function replacedMobileIds(
  tx: SchoolTx,
  by: number,
): Promise<{ pupilId: string; mobileIds: string[] }[]> {
  return tx.run(REPLACED, [tx.school, by]);
}

/**
 * Suspends active IDs; those that this call suspended.
 * @param by `takesOver`: also what the family suspended, which is this one's to lift from now on
 */
export async function suspendMobileIds(
  tx: SchoolTx,
  selection: Selection,
  { by, actorId, takesOver }: { by: SuspendedBy; actorId: string; takesOver: boolean },
): Promise<ChangedMobileId[]> {
  const rows = await tx.run<ChangedMobileId>(SUSPEND, [
    tx.school,
    selection.pupilId,
    selection.mobileIds,
    by,
    actorId,
    takesOver,
  ]);
  for (const { id } of rows) await tx.run(MARK, [tx.school, id, 2]);
  return rows;
}

/** The pupil's IDs that this actor suspended. */
export async function suspendedByActor(tx: SchoolTx, pupilId: string, actorId: string): Promise<string[]> {
  const rows = await tx.run<{ id: string }>(SUSPENDED_BY, [tx.school, pupilId, actorId]);
  return rows.map((row) => row.id);
}

/** Lifts suspensions that this actor may lift; the ids. */
export async function restoreMobileIds(
  tx: SchoolTx,
  selection: Selection,
  by: SuspendedBy,
  actorId: string,
): Promise<string[]> {
  const rows = await tx.run<{ id: string }>(RESTORE, [
    tx.school,
    selection.pupilId,
    selection.mobileIds,
    by,
    actorId,
  ]);
  for (const { id } of rows) await tx.run(MARK, [tx.school, id, 0]);
  return rows.map((row) => row.id);
}

/** Codes may be taken again after a suspended ID that somebody else ended; false when nothing stood against them. */
export async function liftCodeStop(tx: SchoolTx, pupilId: string): Promise<boolean> {
  return (await tx.run(LIFT_STOP, [tx.school, pupilId])).length > 0;
}
