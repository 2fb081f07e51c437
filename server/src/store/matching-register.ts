import type { PupilStatus } from './pupils.ts';
import type { SchoolTx } from './tenant.ts';

/** A pupil as matching looks at the register; address and personal number in their envelopes. */
export type MatchingPupilRow = {
  readonly id: string;
  readonly givenNames: string;
  readonly surname: string;
  readonly classGroup: string;
  readonly bornOn: string;
  readonly status: PupilStatus;
  readonly personalIdType: 'pesel' | 'passport' | 'other';
  readonly personalIdSealed: Buffer;
  readonly addressSealed: Buffer | null;
  readonly hasObjection: boolean;
  readonly paperIdUntil: string | null;
  readonly guardians: readonly {
    readonly name: string;
    readonly email: string | null;
    readonly rights: 'full' | 'limited' | 'none';
    readonly mayOrder: boolean;
    readonly language: 'pl' | 'en' | 'uk';
  }[];
};

const PUPILS = {
  name: 'matching-pupils',
  text: `select p.id, p.given_names as "givenNames", p.surname, p.class_group as "classGroup", p.birth_on as "bornOn",
      p.status, p.personal_id_type as "personalIdType", p.personal_id_sealed as "personalIdSealed",
      p.address_sealed as "addressSealed", p.objection_at is not null as "hasObjection",
      i.valid_until as "paperIdUntil", coalesce(g.list, '[]'::json) as guardians
    from pupil p
    left join lateral (select i.valid_until from paper_id i where i.school_id = p.school_id and i.pupil_id = p.id
      and i.state = 'valid' limit 1) i on true
    left join lateral (select json_agg(o) as list
      from (select g.name, g.email, s.rights, s.may_order as "mayOrder", g.language
        from guardianship s join guardian g on g.school_id = s.school_id and g.id = s.guardian_id
        where s.school_id = p.school_id and s.pupil_id = p.id) o) g on true
    where p.school_id = $1 order by p.id`,
};
const OPEN_ORDERS = {
  name: 'matching-open-orders',
  text: `select case_number as "caseNumber", pupil_id as "pupilId", missing from orders
    where school_id = $1 and state in ('received', 'incomplete', 'to_check', 'accepted') order by received_at limit 5000`,
};
const MOBILE_IDS = {
  name: 'matching-mobile-ids',
  text: `select pupil_id as "pupilId", state from mobile_id
    where school_id = $1 and state in ('active', 'suspended') and delivered_at is not null limit 5000`,
};

/** All pupils of the school with guardians and the last day of their paper ID. */
export function matchingPupils(tx: SchoolTx): Promise<MatchingPupilRow[]> {
  return tx.run<MatchingPupilRow>(PUPILS, [tx.school]);
}

/** Orders that somebody still works on. */
export function openOrdersOfSchool(
  tx: SchoolTx,
): Promise<{ readonly caseNumber: string; readonly pupilId: string; readonly missing: readonly string[] }[]> {
  return tx.run(OPEN_ORDERS, [tx.school]);
}

/** IDs that pupils hold. */
export function heldMobileIds(tx: SchoolTx): Promise<{ readonly pupilId: string; readonly state: string }[]> {
  return tx.run(MOBILE_IDS, [tx.school]);
}
