import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';

const FOLDER = new URL('./functions/', import.meta.url);
/** A view whose row type stands in the functions' signatures: before them all. */
const VIEWS: readonly string[] = ['credential_subject'];

type Text = { readonly name: string; readonly sql: string; readonly checksum: string };

/**
 * Makes the database's functions those of `functions/*.sql`, one object a file, named as the file. Nothing happens
 * while no text has changed; otherwise all are dropped and created in one transaction, so that a new signature leaves
 * no old one behind and whoever calls meanwhile finds the old or the new. Behind the caller's lock, after migrations.
 * @param folder another folder of texts (tests)
 * @returns `functions/<name>` of each text that was new, changed or gone
 */
export async function applyFunctions(client: pg.Client, folder: URL = FOLDER): Promise<string[]> {
  await client.query(
    'create table if not exists function_text (name text primary key, checksum text not null)',
  );
  const { rows } = await client.query<{ name: string; checksum: string }>('select * from function_text');
  const texts = await readTexts(folder);
  const now = new Map(texts.map((text) => [text.name, text.checksum]));
  const before = new Map(rows.map((row) => [row.name, row.checksum]));
  const changed = [...new Set([...now.keys(), ...before.keys()])].filter(
    (name) => now.get(name) !== before.get(name),
  );
  if (changed.length === 0) return [];
  await client.query('begin');
  try {
    await dropAll(client, [...new Set([...now.keys(), ...before.keys()])]);
    await client.query('delete from function_text');
    for (const { name, sql, checksum } of texts) {
      await client.query(sql).catch((cause: unknown) => {
        throw new Error(`function ${name} failed`, { cause });
      });
      await client.query('insert into function_text (name, checksum) values ($1, $2)', [name, checksum]);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
  return changed.map((name) => `functions/${name}`).sort();
}

async function readTexts(folder: URL): Promise<Text[]> {
  const names = (await readdir(folder))
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -4));
  const inOrder = [
    ...names.filter((name) => VIEWS.includes(name)),
    ...names.filter((name) => !VIEWS.includes(name)).sort(),
  ];
  return Promise.all(
    inOrder.map(async (name) => {
      const sql = await readFile(new URL(`${name}.sql`, folder), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** A trigger's function takes no arguments and is replaced in place: its triggers stand in the migrations. */
async function dropAll(client: pg.Client, names: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ signature: string }>(
    `select oid::regprocedure::text as signature from pg_proc where proname = any($1)
      and pronamespace = 'public'::regnamespace and prorettype <> 'trigger'::regtype`,
    [names],
  );
  for (const { signature } of rows) await client.query(`drop function ${signature}`);
  for (const view of VIEWS) await client.query(`drop view if exists ${view}`);
}
