import pg from 'pg';
import { type DumpRows, type DumpSequence, type DumpTable, quoted } from './dump.ts';
import { createSchema, ensureRoles } from './migrate.ts';

/** Filling a database from a backup, in one transaction: it is there whole or not at all. */

/** Whether an entry of a status list is known to have been revoked since the backup. */
export type IsRevoked = (listId: number, position: number) => boolean;

export type LoadSource = {
  /** When the backup was made, epoch seconds. */
  readonly createdAt: number;
  readonly tables: readonly DumpTable[];
  readonly sequences: readonly DumpSequence[];
  readonly migrations: readonly { readonly name: string }[];
  readonly rows: AsyncIterable<DumpRows>;
  /** Absent where nothing is known of what was revoked since. */
  readonly isRevoked?: IsRevoked;
};

/** What holds before a load. */
export type LoadTarget = {
  readonly isEmpty: boolean;
  /** Servers that are connected. */
  readonly others: number;
};

const TABLE_NAMES = `select relname as name, relforcerowsecurity as "isForced" from pg_class
  where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`;
const OTHERS = `select count(*)::int as count from pg_stat_activity
  where datname = current_database() and usename in ('mleg_app', 'mleg_public') and pid <> pg_backend_pid()`;

async function connect(ownerUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Looks whether a database is empty and whether somebody works on it. */
export async function readTarget(ownerUrl: string): Promise<LoadTarget> {
  const client = await connect(ownerUrl);
  try {
    const tables = await client.query(TABLE_NAMES);
    const others = await client.query<{ count: number }>(OTHERS);
    return { isEmpty: tables.rows.length === 0, others: others.rows[0]?.count ?? 0 };
  } finally {
    await client.end();
  }
}

/**
 * Replaces what is in a database by a backup, in one transaction: schema of the backup, its rows, and what a restore ends
 * (see `END` and `BURN`). The migrations since the backup are the caller's next step.
 */
export async function loadDatabase(ownerUrl: string, source: LoadSource, nowAt: number): Promise<void> {
  const client = await connect(ownerUrl);
  try {
    await ensureRoles(client, {});
    await client.query('begin');
    await client.query(DROP_ALL);
    await createSchema(
      client,
      source.migrations.map(({ name }) => name),
    );
    // A migration may have brought rows of its own.
    await client.query(`truncate ${source.tables.map(({ name }) => quoted(name)).join(', ')} cascade`);
    await withoutWalls(client, async () => {
      for await (const rows of source.rows) await loadRows(client, source.tables, rows);
      await loadSequences(client, source.sequences);
      for (const statement of END) await client.query(statement);
      await client.query(TELL, [nowAt, new Date(source.createdAt * 1000).toISOString().slice(0, 16)]);
      if (source.isRevoked !== undefined) await revokeAgain(client, source.isRevoked, nowAt);
      for (const statement of BURN) await client.query(statement);
      for (const kind of ['online', 'offline'] as const) await openNewList(client, kind, nowAt);
    });
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const DROP_ALL = `do $drop$
declare
  v_one record;
begin
  for v_one in select relname from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace loop
    execute format('drop view if exists public.%I cascade', v_one.relname);
  end loop;
  for v_one in select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace loop
    execute format('drop table if exists public.%I cascade', v_one.relname);
  end loop;
  for v_one in select relname from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace loop
    execute format('drop sequence if exists public.%I cascade', v_one.relname);
  end loop;
  for v_one in select oid::regprocedure::text as signature from pg_proc
    where pronamespace = 'public'::regnamespace
      and not exists (select 1 from pg_depend d where d.objid = pg_proc.oid and d.deptype = 'e')
  loop
    execute format('drop function if exists %s cascade', v_one.signature);
  end loop;
end
$drop$`;

/** Rows come in as they were: no trigger tells anybody of them, and the owner passes the walls until all is in. */
async function withoutWalls(client: pg.Client, work: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ name: string; isForced: boolean }>(TABLE_NAMES);
  const forced = rows.filter(({ isForced }) => isForced);
  for (const { name } of rows) await client.query(`alter table ${quoted(name)} disable trigger user`);
  for (const { name } of forced)
    await client.query(`alter table ${quoted(name)} no force row level security`);
  await work();
  for (const { name } of forced) await client.query(`alter table ${quoted(name)} force row level security`);
  for (const { name } of rows) await client.query(`alter table ${quoted(name)} enable trigger user`);
}

async function loadRows(
  client: pg.Client,
  tables: readonly DumpTable[],
  { table, json }: DumpRows,
): Promise<void> {
  const known = tables.find(({ name }) => name === table);
  if (known === undefined) throw new Error('rows of a table that the backup does not name');
  const columns = known.columns.map(quoted).join(', ');
  const name = quoted(table);
  await client.query(
    `insert into ${name} (${columns}) overriding system value
      select ${columns} from json_populate_recordset(null::${name}, $1::json)`,
    [json],
  );
}

/** Numbers that schools got since the backup are not given to others. */
const SCHOOLS_SKIPPED = 1000;

async function loadSequences(client: pg.Client, sequences: readonly DumpSequence[]): Promise<void> {
  for (const { name, last, isCalled } of sequences)
    await client.query('select setval($1::regclass, $2::bigint, $3)', [quoted(name), last, isCalled]);
  await client.query(
    `select setval(pg_get_serial_sequence('school_directory', 'school_id'),
      coalesce((select max(school_id) from school_directory), 0) + ${SCHOOLS_SKIPPED})`,
  );
  // A sequence is read after the rows; it is never behind them.
  await client.query(
    `select setval(pg_get_serial_sequence('audit_event', 'id'), greatest((select max(id) from audit_event), 1,
      (select coalesce(last_value, 1) from pg_sequences
        where schemaname = 'public' and sequencename = 'audit_event_id_seq')))`,
  );
}

/** Codes that were handed out may have been taken since by a phone that this database does not know. */
const END: readonly string[] = [
  `update offer set state = 'expired', codes_sealed = null where state = 'ready'`,
];

/** In the history of each school, with the time of the backup: what was done between is not in it. */
const TELL = `insert into audit_event (school_id, at, event, actor_kind, actor_id, note)
  select school_id, $1, 'data_restored', 'system', 'restore', $2 from school`;

/**
 * What this database does not know to be somebody's reads as revoked, in every list: positions between the known ones (taken
 * by a transaction that was under way when the backup was made) and all after the last known one. They are never given out
 * again, because a new list is begun.
 */
const BURN: readonly string[] = [
  `insert into status_mark (list_id, position, value)
    select l.list_id, gap.position, 1 from status_list l
      cross join lateral generate_series(0, (select max(e.position) from status_entry e where e.list_id = l.list_id))
        as gap (position)
      left join status_entry known on known.list_id = l.list_id and known.position = gap.position
    where known.position is null
    on conflict (list_id, position) do update set value = 1`,
  `update status_list l set version = version + 1, burnt_from = least(l.burnt_from,
    coalesce((select max(e.position) + 1 from status_entry e where e.list_id = l.list_id), 0))`,
];

const STANDING = `declare standing no scroll cursor for
  select e.school_id as school, e.mobile_id as id, e.list_id as "listId", e.position from status_entry e
    join mobile_id m on m.school_id = e.school_id and m.id = e.mobile_id where m.state in ('active', 'suspended')`;
const END_AGAIN = `with gone as (select * from unnest($1::integer[], $2::text[]) as gone (school_id, id)), ended as (
    update mobile_id m set state = 'revoked', reason = 'malfunction', ended_at = $3, suspended_by = null,
      suspended_by_actor = null
    from gone where m.school_id = gone.school_id and m.id = gone.id and m.state in ('active', 'suspended')
    returning m.school_id, m.id, m.pupil_id), lifted as (
    delete from mobile_id_hold h using ended where h.school_id = ended.school_id and h.mobile_id = ended.id), marked as (
    insert into status_mark (list_id, position, value)
    select e.list_id, e.position, 1 from status_entry e join ended on ended.school_id = e.school_id
      and ended.id = e.mobile_id
    on conflict (list_id, position) do update set value = 1)
  insert into audit_event (school_id, at, event, actor_kind, actor_id, pupil_id, subject, note)
  select school_id, $3, 'mobile_id_revoked', 'system', 'restore', pupil_id, id, 'malfunction' from ended`;
const STANDING_AT_ONCE = 5000;

type Entry = {
  readonly school: number;
  readonly id: string;
  readonly listId: number;
  readonly position: number;
};

/**
 * What was revoked since the backup, by the lists of that time: in the register, its history and the lists. The lists do not
 * say why; the reason is that this system had to be put back.
 */
async function revokeAgain(client: pg.Client, isRevoked: IsRevoked, nowAt: number): Promise<void> {
  const gone = new Map<string, Entry>();
  await client.query(STANDING);
  for (;;) {
    const { rows } = await client.query<Entry>(`fetch ${STANDING_AT_ONCE} from standing`);
    if (rows.length === 0) break;
    for (const entry of rows)
      if (isRevoked(entry.listId, entry.position)) gone.set(`${entry.school} ${entry.id}`, entry);
  }
  await client.query('close standing');
  const ids = [...gone.values()];
  await client.query(END_AGAIN, [ids.map(({ school }) => school), ids.map(({ id }) => id), nowAt]);
}

/** Three lists more, of a million positions each, may have been filled since the backup. */
const LISTS_SKIPPED = 3;

async function openNewList(client: pg.Client, kind: 'online' | 'offline', nowAt: number): Promise<void> {
  // Lists of one kind have every second number.
  const offset = kind === 'online' ? 0 : 1;
  await client.query(
    `with last as (select coalesce(max(list_id - ${offset}) / 2, -1) as turn from status_list where kind = $1)
    insert into status_list (list_id, kind, created_at, burnt_from)
    select (last.turn + step) * 2 + ${offset}, $1, $2, case when step <= ${LISTS_SKIPPED} then 0 end
    from last cross join generate_series(1, ${LISTS_SKIPPED} + 1) as step`,
    [kind, nowAt],
  );
  await client.query(
    `select setval('status_${kind}_sequence', (max(list_id - ${offset}) / 2)::bigint << 20, false)
    from status_list where kind = $1`,
    [kind],
  );
}
