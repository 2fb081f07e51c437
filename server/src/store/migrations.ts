import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/**
 * All migrations in their order. Migrations are additive: the release before must run on the new schema. What has landed is
 * never edited (`migrations/checksums.json`).
 * 001-009 spine, from 010 on the school's services. They change tables and data; a function's current text stands in
 * `functions/`, whatever an older migration made of it.
 */
export const MIGRATIONS: readonly string[] = [
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
  '065-jobs-and-outbox',
  '066-burnt-positions',
  '070-mailbox',
];

export type Migration = { readonly name: string; readonly text: string; readonly checksum: string };

/** The text of a migration of this program, and SHA-256 of it. */
export async function readMigration(name: string): Promise<Migration> {
  const text = await readFile(new URL(`./migrations/${name}.sql`, import.meta.url), 'utf8');
  return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
}
