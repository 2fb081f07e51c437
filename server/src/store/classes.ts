import type { SchoolTx } from './tenant.ts';

const SPELLINGS = {
  name: 'class-spellings',
  text: `select class_group as "classGroup" from (
      select class_group, count(*) as pupils from pupil where school_id = $1 and status <> 'left' group by class_group
      union all
      select unnest(class_groups), 0 from membership where school_id = $1) c
    group by class_group order by sum(pupils) desc, class_group`,
};

/** Classes as they are written for pupils and class teachers, those of most pupils first. */
export function countClassSpellings(tx: SchoolTx): Promise<{ classGroup: string }[]> {
  return tx.run<{ classGroup: string }>(SPELLINGS, [tx.school]);
}
