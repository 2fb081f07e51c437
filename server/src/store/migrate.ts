import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { applyFunctions } from './apply-functions.ts';

/**
 * All migrations in their order. Migrations are additive: the release before must run on the new schema.
 * 001-009 spine, from 010 on the school's services. They change tables and data; a function's current text stands in
 * `functions/`, whatever an older migration made of it.
 */
const MIGRATIONS: readonly string[] = [
  '001-schema',
  '002-issuing',
  '003-delivery-guards',
  '004-indexes-by-id',
  '010-school-rules',
  '011-codes',
  '025-staff-accounts',
  '035-photo-tries',
  '040-holds',
  '041-phone-said-no',
  '042-orders-end',
  '050-known-as',
];

// One server migrates at a time; the number is arbitrary and ours.
const ADVISORY_LOCK = 7_240_811;
const CONNECT_MS = 10_000;

/** Passwords of the two roles that serve requests; undefined leaves an existing role as its administrator made it. */
export type RolePasswords = { readonly appPassword?: string; readonly publicPassword?: string };

/**
 * Brings a database to the newest schema: makes the roles, applies what is missing, each migration in its own
 * transaction, then the functions where their texts have changed. Several servers may call it at once.
 * @param ownerUrl login of the owner (may create roles, or the roles exist already)
 * @returns names of the migrations that this call applied, and `functions/<name>` of the functions
 * @throws Error when an applied migration's text has changed since, or the database is newer than this program
 */
export async function migrate(ownerUrl: string, passwords: RolePasswords): Promise<{ applied: string[] }> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: CONNECT_MS });
  // A connection that breaks is told by the statement that meets it; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await ensureRole(client, 'mleg_app', passwords.appPassword);
    await ensureRole(client, 'mleg_public', passwords.publicPassword);
    await client.query(`create table if not exists migration (
      name text primary key, checksum text not null, applied_at timestamptz not null default now())`);
    return { applied: [...(await applyMissing(client)), ...(await applyFunctions(client))] };
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function applyMissing(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from migration',
  );
  const known = new Map(rows.map((row) => [row.name, row.checksum]));
  for (const name of known.keys()) {
    if (!MIGRATIONS.includes(name)) throw new Error(`the database is newer than this program: ${name}`);
  }
  const applied: string[] = [];
  for (const name of MIGRATIONS) {
    const text = await readFile(new URL(`./migrations/${name}.sql`, import.meta.url), 'utf8');
    const checksum = createHash('sha256').update(text).digest('hex');
    const before = known.get(name);
    if (before === checksum) continue;
    if (before !== undefined) throw new Error(`migration ${name} was changed after it had been applied`);
    await applyOne(client, name, text, checksum);
    applied.push(name);
  }
  return applied;
}

async function applyOne(client: pg.Client, name: string, text: string, checksum: string): Promise<void> {
  await client.query('begin');
  try {
    await client.query(text);
    await client.query('insert into migration (name, checksum) values ($1, $2)', [name, checksum]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback').catch(() => undefined);
    throw new Error(`migration ${name} failed`, { cause });
  }
}

async function ensureRole(client: pg.Client, role: string, password: string | undefined): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  if (rowCount === 0) {
    // Another database of the same cluster may be migrated at this moment.
    await client
      .query(`create role ${role} login nosuperuser nobypassrls nocreatedb nocreaterole`)
      .catch((error: unknown) => {
        if (
          !(error instanceof Error && 'code' in error && (error.code === '42710' || error.code === '23505'))
        )
          throw error;
      });
  }
  if (password === undefined) return;
  const literal = client.escapeLiteral(password);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(`alter role ${role} password ${literal}`);
      return;
    } catch (error) {
      // "tuple concurrently updated": roles belong to the cluster, the advisory lock to the database.
      if (attempt === 5) throw error;
    }
  }
}
