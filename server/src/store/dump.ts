import pg from 'pg';

/** Reading all that a backup keeps, in one moment of the database. */

export type DumpTable = {
  readonly name: string;
  readonly columns: readonly string[];
  /** Rows of one school at a time: its wall stands before the owner too. */
  readonly hasWall: boolean;
};

export type DumpSequence = { readonly name: string; readonly last: string; readonly isCalled: boolean };

/** A batch of rows as one JSON array, as PostgreSQL writes them. */
export type DumpRows = { readonly table: string; readonly count: number; readonly json: string };

/** One moment of a database. */
export type Snapshot = {
  /** In an order in which they can be filled: what refers comes after what it refers to. */
  readonly tables: readonly DumpTable[];
  readonly sequences: readonly DumpSequence[];
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[];
  readonly issuer: string;
  readonly rows: () => AsyncGenerator<DumpRows>;
};

/**
 * What does not outlive a restore is not in a backup: sessions, links, codes and tokens end with it, and what was under way
 * is known by nobody any more. The schema's own tables are made by the migrations.
 */
const NOT_KEPT: readonly string[] = [
  ...['migration', 'function_text', 'job', 'outbox', 'check_session'],
  ...['session', 'pre_authorized_code', 'access_token', 'typed_code'],
];
/** Of these tables only such rows. */
const KEPT_WHERE: Readonly<Record<string, string>> = { login_link: 'reusable' };

const BATCH_BYTES = 1_048_576;
const BATCH_ROWS_MAX = 2000;
const FIRST_BATCH_ROWS = 50;

const TABLES = `select c.relname as name, c.relrowsecurity as "hasWall",
    array_agg(a.attname::text order by a.attnum) as columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    and a.attgenerated = ''
  where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> all($1)
  group by c.relname, c.relrowsecurity order by c.relname`;
const REFERENCES = `select distinct r.relname as "from", f.relname as "to" from pg_constraint k
    join pg_class r on r.oid = k.conrelid join pg_class f on f.oid = k.confrelid
  where k.contype = 'f' and r.relnamespace = 'public'::regnamespace and r.oid <> f.oid`;
const SEQUENCES = `select sequencename as name, coalesce(last_value, start_value)::text as last,
    last_value is not null as "isCalled"
  from pg_sequences where schemaname = 'public' order by 1`;

/**
 * Reads a database as of one moment, beside a running server.
 * @param ownerUrl login of the owner
 */
export async function withSnapshot<T>(
  ownerUrl: string,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const tables = await readTables(client);
    // Held against changes of the schema; reading and writing go on.
    await client.query(
      `lock table ${tables.map(({ name }) => quoted(name)).join(', ')} in access share mode`,
    );
    const schools = await column<number>(client, 'select school_id as v from school_directory order by 1');
    const [issuer = ''] = await column<string>(
      client,
      `select value as v from operator_setting where name = 'issuer_identifier'`,
    );
    const migrations = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from migration order by name',
    );
    const sequences = await client.query<DumpSequence>(SEQUENCES);
    return await work({
      tables,
      sequences: sequences.rows,
      migrations: migrations.rows,
      issuer,
      rows: () => readAll(client, tables, schools),
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function column<V>(client: pg.Client, text: string): Promise<V[]> {
  return (await client.query<{ v: V }>(text)).rows.map(({ v }) => v);
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function readTables(client: pg.Client): Promise<DumpTable[]> {
  const { rows } = await client.query<DumpTable>(TABLES, [NOT_KEPT]);
  const references = await client.query<{ from: string; to: string }>(REFERENCES);
  const placed: DumpTable[] = [];
  const waiting = [...rows];
  while (waiting.length > 0) {
    const isReady = ({ name }: DumpTable): boolean =>
      !references.rows.some(({ from, to }) => from === name && waiting.some((one) => one.name === to));
    const at = waiting.findIndex(isReady);
    if (at === -1) throw new Error('tables that refer to each other in a circle');
    placed.push(...waiting.splice(at, 1));
  }
  return placed;
}

async function* readAll(
  client: pg.Client,
  tables: readonly DumpTable[],
  schools: readonly number[],
): AsyncGenerator<DumpRows> {
  for (const table of tables) {
    if (!table.hasWall) yield* readRows(client, table);
    else for (const school of schools) yield* readRows(client, table, school);
  }
}

async function* readRows(client: pg.Client, table: DumpTable, school?: number): AsyncGenerator<DumpRows> {
  const { name, columns } = table;
  const wheres = [KEPT_WHERE[name] ?? 'true'];
  if (school !== undefined) {
    await client.query(`set local mleg.school = '${school}'`);
    wheres.push(`school_id = ${school}`);
  }
  await client.query(`declare dump no scroll cursor for select row_to_json(one)::text as row
    from (select ${columns.map(quoted).join(', ')} from ${quoted(name)} where ${wheres.join(' and ')}) one`);
  // Rows with pictures are large: as many at a time as fit into a batch.
  for (let batch = FIRST_BATCH_ROWS; ; ) {
    const { rows } = await client.query<{ row: string }>(`fetch ${batch} from dump`);
    if (rows.length === 0) break;
    const json = `[${rows.map(({ row }) => row).join(',')}]`;
    yield { table: name, count: rows.length, json };
    const perRow = Math.max(1, json.length / rows.length);
    batch = Math.max(1, Math.min(BATCH_ROWS_MAX, Math.floor(BATCH_BYTES / perRow)));
  }
  await client.query('close dump');
}
