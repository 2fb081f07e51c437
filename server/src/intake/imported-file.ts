import { hash } from 'node:crypto';
import { type ImportConfirmation, importConfirmation } from '@mleg/contract/pupil';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { DomainError } from '@mleg/core/errors';
import type { SchoolDeps } from '../service/school-deps.ts';
import { readInThread } from './read-in-thread.ts';
import type { ReadFile } from './reading/read-file.ts';

/** A file that was read, with what names it: the same bytes under the same names of columns, and no other. */
export type ImportedFile = ReadFile & { readonly digest: string };

/** What somebody sends: a table, and their heading to our column name. */
export type SentFile = {
  readonly bytes: Uint8Array;
  readonly mapping: Readonly<Record<string, string>>;
};

/** What a person has looked at; empty where the person has not said. */
export type Looked = Partial<ImportConfirmation>;

/**
 * Reads a file off the server's own thread.
 * @throws DomainError file_unreadable, columns_unknown, too_large, rate_limited
 */
export async function readImport(deps: Pick<SchoolDeps, 'now'>, sent: SentFile): Promise<ImportedFile> {
  const { bytes, mapping } = sent;
  const file = await readInThread(bytes, { mapping, today: warsawDayOf(deps.now()) });
  return { ...file, digest: digestOf(sent) };
}

function digestOf({ bytes, mapping }: SentFile): string {
  const columns = JSON.stringify(Object.entries(mapping).sort());
  return hash('sha256', Buffer.concat([hash('sha256', bytes, 'buffer'), Buffer.from(columns)]), 'base64url');
}

/** A row's number means that row in the file that was looked at only. @throws DomainError conflict for another file */
export function refuseOtherFile({ digest }: ImportedFile, looked: Looked | undefined): void {
  const { fileDigest = digest } = looked ?? {};
  if (fileDigest !== digest) throw new DomainError('conflict', { field: 'confirm', reason: 'other_file' });
}

/**
 * Reads what a person in the panel has looked at; nothing said is looked at nothing yet.
 * @throws DomainError invalid_input
 */
export function parseConfirmation(text: string | undefined): Looked {
  if (text === undefined) return {};
  try {
    return importConfirmation.parse(JSON.parse(text));
  } catch (cause) {
    throw new DomainError('invalid_input', { field: 'confirm' }, { cause });
  }
}

/**
 * Reads a mapping of headings from a query parameter.
 * @throws DomainError invalid_input
 */
export function parseMapping(text: string | undefined): Readonly<Record<string, string>> {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isMap && Object.values(value).every((name) => typeof name === 'string'))
      return value as Record<string, string>;
  } catch {
    // Falls through to the refusal below.
  }
  throw new DomainError('invalid_input', { field: 'mapping' });
}
