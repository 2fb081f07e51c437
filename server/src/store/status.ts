import type { Store } from './pool.ts';
import { firstRow } from './tenant.ts';

/** Published states only: read as `mleg_public`, which sees no tenant table. */

export type StatusListRow = {
  readonly listId: number;
  readonly kind: 'online' | 'offline';
  /** Counts changes. */
  readonly version: number;
  /** Positions from here on are nobody's and read as revoked, after a restore. */
  readonly burntFrom: number | null;
};

const COLUMNS = `list_id as "listId", kind, version, burnt_from as "burntFrom"`;
const LIST = {
  name: 'status-list',
  text: `select ${COLUMNS} from status_list where list_id = $1 and closed_at is null`,
};
const LISTS = {
  name: 'status-lists',
  text: `select ${COLUMNS} from status_list where closed_at is null order by list_id`,
};
// One text per list instead of a row per entry: a list with 100,000 entries stays one small answer.
const MARKS = {
  name: 'status-marks',
  text: `select string_agg(position::text || ':' || value::text, ',') as marks from status_mark where list_id = $1`,
};

/** One open list. */
export async function statusList(store: Store, listId: number): Promise<StatusListRow | undefined> {
  return firstRow(await store.runPublic<StatusListRow>(LIST, [listId]));
}

/** All open lists. */
export function statusLists(store: Store): Promise<StatusListRow[]> {
  return store.runPublic<StatusListRow>(LISTS);
}

/** Calls `mark` for every entry of a list that is not valid: position and value (1 revoked, 2 suspended). */
export async function readStatusMarks(
  store: Store,
  listId: number,
  mark: (position: number, value: number) => void,
): Promise<void> {
  const row = firstRow(await store.runPublic<{ marks: string | null }>(MARKS, [listId]));
  for (const pair of row?.marks?.split(',') ?? []) {
    const colon = pair.indexOf(':');
    mark(Number(pair.slice(0, colon)), Number(pair.slice(colon + 1)));
  }
}
