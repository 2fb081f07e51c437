import { setImmediate as turn } from 'node:timers/promises';
import { emailIndexOf, guardianName } from '../service/register/save-guardians.ts';
import type { SchoolDeps } from '../service/school-deps.ts';
import { newId } from '../store/ids.ts';
import { accountsByEmail, deleteUnusedAccounts, insertAccounts } from '../store/sessions.ts';
import type { ReadFile } from './reading/read-file.ts';

const AT_ONCE = 200;

/**
 * Makes the log-ins of a file's guardians before the file's own transaction, each in a moment of its own: a school that
 * saves the same address meanwhile waits for no file. Those that the file then did not use are taken away again.
 */
export async function withAccounts<T>(
  deps: Pick<SchoolDeps, 'store' | 'vault' | 'now'>,
  file: ReadFile,
  work: () => Promise<T>,
): Promise<T> {
  const made: string[] = [];
  try {
    for (const people of await newPeople(deps, file)) {
      made.push(...(await insertAccounts(deps.store, people, deps.now())));
    }
    return await work();
  } finally {
    await takeBack(deps, made);
  }
}

/** What the import has done stands, whether or not this can be done now. */
async function takeBack(deps: Pick<SchoolDeps, 'store'>, made: readonly string[]): Promise<void> {
  try {
    for (let at = 0; at < made.length; at += AT_ONCE)
      await deleteUnusedAccounts(deps.store, made.slice(at, at + AT_ONCE));
  } catch {
    // A log-in that nobody uses opens nothing.
  }
}

type Person = { readonly id: string; readonly emailIndex: Buffer; readonly name: string };

/** Guardians of the file whose address has no account, some hundred at a time. */
async function newPeople(
  deps: Pick<SchoolDeps, 'store' | 'vault' | 'now'>,
  { rows }: ReadFile,
): Promise<Person[][]> {
  const named = new Map<string, string>();
  for (const [at, row] of rows.entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) await turn();
    const guardians = 'register' in row ? row.register.pupil.guardians : undefined;
    for (const one of guardians ?? []) {
      const email = one.email?.trim().toLowerCase();
      if (email && !named.has(email)) named.set(email, nameOf(one));
    }
  }
  const all = [...named].filter(([, name]) => name !== '');
  const parts: Person[][] = [];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const people = all.slice(at, at + AT_ONCE).map(([email, name]) => ({
      ...{ id: newId(), name },
      emailIndex: emailIndexOf(deps, email),
    }));
    const known = await accountsByEmail(
      deps.store,
      people.map(({ emailIndex }) => emailIndex),
    );
    const there = new Set(known.map(({ emailIndex }) => emailIndex.toString('hex')));
    parts.push(people.filter(({ emailIndex }) => !there.has(emailIndex.toString('hex'))));
  }
  return parts.filter((people) => people.length > 0);
}

function nameOf(guardian: Parameters<typeof guardianName>[0]): string {
  try {
    return guardianName(guardian);
  } catch {
    // The row will be refused for it.
    return '';
  }
}
