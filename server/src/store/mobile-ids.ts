import type { holdCauses, holdMakers, MobileIdState } from '@mleg/core/catalogue/states';
import type { PupilCase } from './pupil-case.ts';
import type { SchoolTx } from './tenant.ts';

export type SuspendedBy = (typeof holdMakers)[number];

/** Why an ID is held: somebody asked, an objection waits (rules.md W3), the paper ID's last day has passed (V6). */
export type HoldCause = (typeof holdCauses)[number];

/** One reason for which an ID is suspended; it works again when none is left. */
export type Hold = { readonly by: SuspendedBy; readonly cause: HoldCause; readonly at: number };

export type MobileIdRow = {
  readonly id: string;
  readonly pupilId: string;
  readonly state: MobileIdState;
  /** The card's date, `YYYY-MM-DD`. */
  readonly validUntil: string;
  /** The last day of the paper ID that stands now; null without one. */
  readonly paperUntil: string | null;
  readonly activatedAt: number;
  /** `<kind>:<id>` of who took the code. */
  readonly activatedBy: string;
  readonly confirmedAt: number | null;
  readonly deviceNumber: number;
  /** By whom of the holds the strongest is. */
  readonly suspendedBy: SuspendedBy | null;
  /** The strongest first; empty for an ID that is not suspended. */
  readonly holds: readonly Hold[];
  readonly reason: string | null;
  readonly endedAt: number | null;
  /** The phone did not want it: for the family it never was (rules.md C10). */
  readonly isDeclined: boolean;
};

// The school's word counts most: what it holds nobody else restores (rules.md C9).
const STRONGEST_FIRST = `array_position(array['school', 'lock_code', 'pupil', 'guardian'], h.held_by),
  array_position(array['request', 'objection', 'paper_id'], h.cause), h.at, h.actor`;
const LIST = {
  name: 'mobile-id-list',
  text: `select m.id, m.pupil_id as "pupilId", m.state, m.valid_until as "validUntil", i.valid_until as "paperUntil",
      m.delivered_at as "activatedAt", m.activated_by as "activatedBy", m.confirmed_at as "confirmedAt",
      d.number as "deviceNumber", m.suspended_by as "suspendedBy", m.reason, m.ended_at as "endedAt",
      m.declined_at is not null as "isDeclined",
      coalesce((select json_agg(json_build_object('by', h.held_by, 'cause', h.cause, 'at', h.at)
          order by ${STRONGEST_FIRST})
        from mobile_id_hold h where h.school_id = m.school_id and h.mobile_id = m.id), '[]') as holds
    from mobile_id m join device d on d.school_id = m.school_id and d.id = m.device_id
    left join paper_id i on i.school_id = m.school_id and i.pupil_id = m.pupil_id and i.state = 'valid'
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
const HOLD = {
  name: 'mobile-id-hold',
  text: `insert into mobile_id_hold (school_id, mobile_id, held_by, cause, actor, at)
    select m.school_id, m.id, $4, $5, $6, $7 from mobile_id m
    where m.school_id = $1 and m.pupil_id = $2 and ($3::text[] is null or m.id = any($3))
      and m.state in ('active', 'suspended')
    on conflict do nothing returning mobile_id as id`,
};
// The office lifts what anybody asked for, a guardian the own hold only, a program what the school asked for (rules.md C4);
// what the rules hold, the rules lift.
const LIFT = {
  name: 'mobile-id-lift',
  text: `delete from mobile_id_hold h using mobile_id m
    where h.school_id = $1 and m.school_id = h.school_id and m.id = h.mobile_id and m.pupil_id = $2
      and ($3::text[] is null or m.id = any($3)) and h.cause = $4
      and ($5 = 'anybody' or h.held_by = $6 and ($5 = 'party' or h.actor = $7))
    returning h.mobile_id as id`,
};
const SUSPEND = {
  name: 'mobile-id-suspend',
  text: `update mobile_id m set state = 'suspended', suspended_by = s.held_by, suspended_by_actor = s.actor
    from (select distinct on (h.mobile_id) h.mobile_id, h.held_by, h.actor from mobile_id_hold h
      where h.school_id = $1 and h.mobile_id = any($2) order by h.mobile_id, ${STRONGEST_FIRST}) s
    where m.school_id = $1 and m.id = s.mobile_id and m.state in ('active', 'suspended')
    returning m.id, m.delivered_at is not null as delivered`,
};
const RESTORE = {
  name: 'mobile-id-restore',
  text: `update mobile_id m set state = 'active', suspended_by = null, suspended_by_actor = null
    where m.school_id = $1 and m.id = any($2) and m.state = 'suspended'
      and not exists (select 1 from mobile_id_hold h where h.school_id = m.school_id and h.mobile_id = m.id)
    returning m.id, m.delivered_at is not null as delivered`,
};
const BEYOND = {
  name: 'mobile-id-beyond',
  text: `select id from mobile_id where school_id = $1 and pupil_id = $2 and state in ('active', 'suspended')
    and valid_until > $3 and valid_until >= $4 order by id`,
};
// Both ways: a day has passed, or what passed is no longer the last day.
const OFF_PAPER = {
  name: 'mobile-id-off-paper',
  text: `select distinct m.pupil_id as id from mobile_id m
    join paper_id i on i.school_id = m.school_id and i.pupil_id = m.pupil_id and i.state = 'valid'
    where m.school_id = $1 and m.state in ('active', 'suspended')
      and (i.valid_until < $2 and m.valid_until >= $2) <> exists (select 1 from mobile_id_hold h
        where h.school_id = m.school_id and h.mobile_id = m.id and h.cause = 'paper_id')
      and m.valid_until >= $2 order by 1`,
};
// What a cause suspended and somebody else ended goes on for the codes until that cause is lifted.
const LIFT_STOP = {
  name: 'right-lift-stop',
  text: `with lifted as (update mobile_id set suspended_by = null
      where school_id = $1 and pupil_id = $2 and state in ('revoked', 'superseded') and suspended_by = 'school'
        and ($3 = 'request' or suspended_by_actor = $3) returning id)
    update right_to_activate set stopped_at = null
    where school_id = $1 and pupil_id = $2 and stopped_at is not null
      and not exists (select 1 from mobile_id m where m.school_id = $1 and m.pupil_id = $2
        and m.state in ('revoked', 'superseded') and m.suspended_by = 'school' and m.id not in (select id from lifted))
    returning id`,
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

/** Which of the pupil's IDs; null for all. */
export type Selection = readonly string[] | null;

/** An ID that a call changed; one that no phone got is changed too, but is nothing to tell of. */
export type ChangedMobileId = { readonly id: string; readonly delivered: boolean };

/**
 * Revokes IDs for good; those that this call ended.
 * @param end `bySchool` false: a suspension that the school made goes on for the codes (rules.md C9)
 */
export function revokeMobileIds(
  pupilCase: PupilCase,
  mobileIds: Selection,
  end: { reason: string; at: number; bySchool: boolean },
): Promise<ChangedMobileId[]> {
  return endMobileIds(pupilCase, mobileIds, { state: 'revoked', ...end });
}

/** Ends IDs so that new ones take their place; those that this call ended. */
export function supersedeMobileIds(
  pupilCase: PupilCase,
  mobileIds: Selection,
  at: number,
): Promise<ChangedMobileId[]> {
  return endMobileIds(pupilCase, mobileIds, { state: 'superseded', reason: null, at, bySchool: false });
}

async function endMobileIds(
  { school, pupilId, run }: PupilCase,
  mobileIds: Selection,
  end: { state: 'revoked' | 'superseded'; reason: string | null; at: number; bySchool: boolean },
): Promise<ChangedMobileId[]> {
  const { state, reason, at, bySchool } = end;
  const values = [school, pupilId, mobileIds, state, reason, at, bySchool];
  const rows = await run<ChangedMobileId & { done: boolean }>(END, values);
  return rows.filter((row) => row.done);
}

/** Standing IDs that bear the number of a paper ID which another one replaced by a moment, pupil by pupil. */
export function replacedMobileIds(
  tx: SchoolTx,
  by: number,
): Promise<{ pupilId: string; mobileIds: string[] }[]> {
  return tx.run(REPLACED, [tx.school, by]);
}

export type NewHold = {
  readonly by: SuspendedBy;
  readonly cause: HoldCause;
  readonly actor: string;
  readonly at: number;
};

/** Suspends standing IDs for a reason; those that had not been suspended for it. */
export async function suspendMobileIds(
  { school, pupilId, run }: PupilCase,
  mobileIds: Selection,
  { by, cause, actor, at }: NewHold,
): Promise<ChangedMobileId[]> {
  const values = [school, pupilId, mobileIds, by, cause, actor, at];
  const held = (await run<{ id: string }>(HOLD, values)).map((row) => row.id);
  if (held.length === 0) return [];
  const rows = await run<ChangedMobileId>(SUSPEND, [school, held]);
  for (const { id } of rows) await run(MARK, [school, id, 2]);
  return rows;
}

/** Whose suspensions are lifted: anybody's, those of the one party (the school's), or what one actor made. */
export type LiftedOf = 'anybody' | 'party' | 'actor';

/** Lifts suspensions of a cause; the IDs that nothing holds any more. */
export async function restoreMobileIds(
  { school, pupilId, run }: PupilCase,
  mobileIds: Selection,
  { by, cause, actor, liftedOf }: Omit<NewHold, 'at'> & { readonly liftedOf: LiftedOf },
): Promise<ChangedMobileId[]> {
  const values = [school, pupilId, mobileIds, cause, liftedOf, by, actor];
  const lifted = (await run<{ id: string }>(LIFT, values)).map((row) => row.id);
  if (lifted.length === 0) return [];
  const rows = await run<ChangedMobileId>(RESTORE, [school, lifted]);
  for (const { id } of rows) await run(MARK, [school, id, 0]);
  // What something else still holds is named after that.
  await run(SUSPEND, [school, lifted]);
  return rows;
}

/** The pupil's standing IDs that say a later last day than this one, and by their own word are still valid. */
export async function mobileIdsBeyond(
  tx: SchoolTx,
  pupilId: string,
  { lastDay, today }: { lastDay: string; today: string },
): Promise<string[]> {
  return (await tx.run<{ id: string }>(BEYOND, [tx.school, pupilId, lastDay, today])).map((row) => row.id);
}

/** Pupils whose IDs in phones do not say what their paper ID says today. */
export async function pupilsOffPaper(tx: SchoolTx, today: string): Promise<string[]> {
  return (await tx.run<{ id: string }>(OFF_PAPER, [tx.school, today])).map((row) => row.id);
}

/** Codes may be taken again after a suspended ID that somebody else ended; false when nothing stood against them. */
export async function liftCodeStop({ school, pupilId, run }: PupilCase, cause: HoldCause): Promise<boolean> {
  return (await run(LIFT_STOP, [school, pupilId, cause])).length > 0;
}
