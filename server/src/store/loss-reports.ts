import type { SchoolTx } from './tenant.ts';

export type LossReport = {
  readonly mobileId: string;
  readonly pupilId: string;
  readonly givenNames: string;
  readonly surname: string;
  readonly at: number;
  readonly by: 'guardian' | 'pupil' | 'lock_code';
  /** How many there are. */
  readonly total: number;
};

const LIST = {
  name: 'loss-report-list',
  text: `select m.id as "mobileId", m.pupil_id as "pupilId", p.given_names as "givenNames", p.surname,
      h.held_by as by, h.at, count(*) over ()::int as total
    from mobile_id m join pupil p on p.school_id = m.school_id and p.id = m.pupil_id
    join lateral (select h.held_by, h.at from mobile_id_hold h where h.school_id = m.school_id and h.mobile_id = m.id
      and h.held_by <> 'school' order by h.at, h.held_by limit 1) h on true
    where m.school_id = $1 and m.state = 'suspended' order by h.at desc limit 200`,
};

/** IDs that a family or a lock code suspended and nobody has settled yet, the newest 200. */
export function listLossReports(tx: SchoolTx): Promise<LossReport[]> {
  return tx.run<LossReport>(LIST, [tx.school]);
}
