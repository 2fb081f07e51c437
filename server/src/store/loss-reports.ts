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
      m.suspended_by as by, coalesce((select max(a.at) from audit_event a where a.school_id = m.school_id
        and a.pupil_id = m.pupil_id and a.subject = m.id and a.event = 'mobile_id_suspended'), m.created_at) as at,
      count(*) over ()::int as total
    from mobile_id m join pupil p on p.school_id = m.school_id and p.id = m.pupil_id
    where m.school_id = $1 and m.state = 'suspended' and m.suspended_by <> 'school' order by at desc limit 200`,
};

/** IDs that a family or a lock code suspended and nobody has settled yet, the newest 200. */
export function listLossReports(tx: SchoolTx): Promise<LossReport[]> {
  return tx.run<LossReport>(LIST, [tx.school]);
}
