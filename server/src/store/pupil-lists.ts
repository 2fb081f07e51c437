import type { PupilStatus } from './pupils.ts';
import type { SchoolTx } from './tenant.ts';

export type PupilSummary = {
  readonly id: string;
  readonly externalId: string;
  readonly givenNames: string;
  readonly surname: string;
  readonly classGroup: string;
  readonly bornOn: string;
  readonly status: PupilStatus;
  readonly paperIdNumber: string | null;
  readonly validUntil: string | null;
  readonly hasPortrait: boolean;
  readonly orderState: string | null;
  readonly activeMobileIds: number;
};

export type PupilFilter = 'no_paper_id' | 'no_portrait' | 'active' | 'suspended';
/** A page of a list. */
const LIST_MAX = 500;

/**
 * Each part of a pupil is looked up by itself (`lateral`): a plan from when the school was empty would otherwise read a
 * whole table for each pupil of its first register.
 * @param today placeholder of the day: an ID past its own or the paper ID's last day is no active one (rules.md V6)
 */
const summary = (
  today: string,
): string => `select p.id, p.external_id as "externalId", p.given_names as "givenNames", p.surname,
    p.class_group as "classGroup", p.birth_on as "bornOn", p.status, i.number as "paperIdNumber",
    i.valid_until as "validUntil", t.found is not null as "hasPortrait", o.state as "orderState",
    coalesce(m.active, 0)::int as "activeMobileIds", coalesce(m.suspended, 0)::int as suspended
  from pupil p
  left join lateral (select i.number, i.valid_until from paper_id i where i.school_id = p.school_id and i.pupil_id = p.id
    and i.state = 'valid' limit 1) i on true
  left join lateral (select 1 as found from portrait t where t.school_id = p.school_id and t.pupil_id = p.id
    and t.state in ('waiting', 'accepted') limit 1) t on true
  left join lateral (select o.state from orders o where o.school_id = p.school_id and o.pupil_id = p.id
    order by o.received_at desc limit 1) o on true
  left join lateral (select count(*) filter (where m.state = 'active' and least(m.valid_until, i.valid_until) >= ${today}::date) as active,
      count(*) filter (where m.state = 'suspended') as suspended
    from mobile_id m where m.school_id = p.school_id and m.pupil_id = p.id and m.delivered_at is not null) m on true`;

const LIST = {
  name: 'pupil-list',
  text: `select *, count(*) over ()::int as total from (${summary('$8')}
    where p.school_id = $1 and p.status <> 'left' and ($2 = '' or p.name_key like '%' || $2 || '%' or i.number = $5
        or p.personal_id_index = $7)
      and ($3 = '' or p.class_group = $3) and ($6::text[] is null or p.class_group = any($6))) s
    where $4 = '' or ($4 = 'no_paper_id' and "paperIdNumber" is null) or ($4 = 'no_portrait' and not "hasPortrait")
      or ($4 = 'active' and "activeMobileIds" > 0) or ($4 = 'suspended' and suspended > 0)
    order by "classGroup" collate "pl-x-icu", surname collate "pl-x-icu", "givenNames" collate "pl-x-icu", id
    limit ${LIST_MAX} offset $9`,
};
const ONE = { name: 'pupil-summary', text: `${summary('$3')} where p.school_id = $1 and p.id = $2` };
const CLASSES = {
  name: 'pupil-classes',
  text: `select class_group as "classGroup" from pupil where school_id = $1 and status <> 'left'
      and ($2::text[] is null or class_group = any($2))
    group by class_group order by class_group collate "pl-x-icu"`,
};

/**
 * A page of pupils, at most 500, and how many there are in all (0 behind the last page).
 * @param query `nameKey` folded words, `number` an ID number as typed, `personalIdIndex` of a whole PESEL, `within` the
 *   classes that may be seen (null: all), `from` the place of the first row
 */
export async function listPupilSummaries(
  tx: SchoolTx,
  query: {
    nameKey: string;
    number: string;
    personalIdIndex: Buffer | null;
    classGroup: string;
    filter: PupilFilter | '';
    within: readonly string[] | null;
    today: string;
    from: number;
  },
): Promise<{ total: number; rows: PupilSummary[] }> {
  // Folded names hold letters, digits and spaces only, so that no wildcard can come in.
  const { nameKey, classGroup, filter, number, within, personalIdIndex, today, from } = query;
  const values = [tx.school, nameKey, classGroup, filter, number, within, personalIdIndex, today, from];
  const rows = await tx.run<PupilSummary & { total: number }>(LIST, values);
  return { total: rows[0]?.total ?? 0, rows };
}

export async function pupilSummary(
  tx: SchoolTx,
  pupilId: string,
  today: string,
): Promise<PupilSummary | undefined> {
  return (await tx.run<PupilSummary>(ONE, [tx.school, pupilId, today]))[0];
}

/** The school's classes, of those that may be seen (null: all). */
export async function listClassGroups(tx: SchoolTx, within: readonly string[] | null): Promise<string[]> {
  return (await tx.run<{ classGroup: string }>(CLASSES, [tx.school, within])).map((row) => row.classGroup);
}
