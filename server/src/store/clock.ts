import type { Store } from './pool.ts';
import { firstRow } from './tenant.ts';

/** The last time that a server of this database saw on its clock. */

const NAME = 'clock_seen';
const SEE = {
  name: 'clock-see',
  text: `insert into operator_setting (name, value) values ($1, $2::bigint::text)
    on conflict (name) do update set value = excluded.value
      where abs(operator_setting.value::bigint - excluded.value::bigint) <= $3
    returning value`,
};
const GET = { name: 'clock-seen', text: 'select value from operator_setting where name = $1' };
const ACCEPT = {
  name: 'clock-accept',
  text: `insert into operator_setting (name, value) values ($1, $2::bigint::text)
    on conflict (name) do update set value = excluded.value`,
};

/**
 * Notes the time, unless it is further from the noted one than `jumpSeconds`.
 * @returns undefined when it was noted, else the time that stays noted
 */
export async function seeClock(
  store: Store,
  nowAt: number,
  jumpSeconds: number,
): Promise<number | undefined> {
  if ((await store.run(SEE, [NAME, nowAt, jumpSeconds])).length > 0) return undefined;
  return clockSeenAt(store);
}

/** The noted time; undefined before the first start. */
export async function clockSeenAt(store: Store): Promise<number | undefined> {
  const value = firstRow(await store.run<{ value: string }>(GET, [NAME]))?.value;
  return value === undefined ? undefined : Number(value);
}

/** Notes the time however far it is from the noted one: a person says that it is right. */
export async function acceptClock(store: Store, nowAt: number): Promise<void> {
  await store.run(ACCEPT, [NAME, nowAt]);
}
