import pg from 'pg';
import { applyFunctions } from './apply-functions.ts';
import { MIGRATIONS, type Migration, readMigration } from './migrations.ts';

// One server migrates at a time; the number is arbitrary and ours.
const ADVISORY_LOCK = 7_240_811;
const CONNECT_MS = 10_000;
const MIGRATION_TABLE = `create table if not exists migration (
  name text primary key, checksum text not null, applied_at timestamptz not null default now())`;

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
    await ensureRoles(client, passwords);
    await client.query(MIGRATION_TABLE);
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
    const migration = await readMigration(name);
    const before = known.get(name);
    if (before === migration.checksum) continue;
    if (before !== undefined) throw new Error(`migration ${name} was changed after it had been applied`);
    await applyOne(client, migration);
    applied.push(name);
  }
  return applied;
}

async function applyOne(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await applyIn(client, migration);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback').catch(() => undefined);
    throw new Error(`migration ${migration.name} failed`, { cause });
  }
}

async function applyIn(client: pg.Client, { name, text, checksum }: Migration): Promise<void> {
  await client.query(text);
  await client.query('insert into migration (name, checksum) values ($1, $2)', [name, checksum]);
}

/**
 * Makes the schema of these migrations in an empty database, within the caller's transaction; the roles are there.
 * @param names of an earlier state of the program: known ones
 */
export async function createSchema(client: pg.Client, names: readonly string[]): Promise<void> {
  await client.query(MIGRATION_TABLE);
  for (const name of MIGRATIONS.filter((one) => names.includes(one)))
    await applyIn(client, await readMigration(name));
}

/** Makes the two roles that serve requests, where they are not there. */
export async function ensureRoles(client: pg.Client, passwords: RolePasswords): Promise<void> {
  await ensureRole(client, 'mleg_app', passwords.appPassword);
  await ensureRole(client, 'mleg_public', passwords.publicPassword);
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
