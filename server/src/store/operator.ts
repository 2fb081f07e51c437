import type { Store } from './pool.ts';
import { firstRow } from './tenant.ts';

const GET = { name: 'operator-setting', text: 'select value from operator_setting where name = $1' };
const KEEP = {
  name: 'operator-setting-keep',
  text: 'insert into operator_setting (name, value) values ($1, $2) on conflict do nothing',
};
const PING = { name: 'ping', text: 'select 1 as one' };

/** A setting of this operator that was stored once, e.g. `issuer_identifier`. */
export async function operatorSetting(store: Store, name: string): Promise<string | undefined> {
  return firstRow(await store.run<{ value: string }>(GET, [name]))?.value;
}

/** Stores a setting unless it is there; gives what stands after it. */
export async function keepOperatorSetting(store: Store, name: string, value: string): Promise<string> {
  await store.run(KEEP, [name, value]);
  return (await operatorSetting(store, name)) ?? value;
}

/** Whether the database answers; asked on the public share, which no school's work fills. */
export async function isDatabaseReady(store: Pick<Store, 'runPublic'>): Promise<boolean> {
  return store.runPublic(PING).then(
    () => true,
    () => false,
  );
}
