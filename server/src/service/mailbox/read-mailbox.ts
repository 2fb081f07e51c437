import { isAbsolute, join } from 'node:path';
import type { MailboxProblem } from '@mleg/core/catalogue/mailbox';
import { appendAudit } from '../../audit/append.ts';
import { errorFields, type Log } from '../../log/log.ts';
import { type ImapPlace, openImap } from '../../mailbox/imap.ts';
import { letterLimits } from '../../mailbox/limits.ts';
import { type Mailbox, MailboxError } from '../../mailbox/mailbox.ts';
import { openMaildir } from '../../mailbox/maildir.ts';
import { parseInThread } from '../../mailbox/parse-in-thread.ts';
import { deleteIncomingLetters, lettersToDelete } from '../../store/incoming-letters.ts';
import { type MailboxRow, noteMailboxLook, schoolMailbox } from '../../store/mailboxes.ts';
import { schoolCipher } from '../../store/school-cipher.ts';
import { inSchool, type SchoolTx } from '../../store/tenant.ts';
import type { SchoolDeps } from '../school-deps.ts';
import { MAILBOX } from './draft-order.ts';
import { takeIn } from './take-in.ts';

export type MailboxDeps = Pick<SchoolDeps, 'store' | 'vault' | 'now' | 'config'> & { readonly log: Log };

/** A mail server that others use too is asked no oftener. */
const IMAP_SECONDS = 60;
/** Letters taken from one mailbox in one look; the next look goes on. */
const LETTERS_A_LOOK = 200;
/** A look ends well within its job's time. */
const LOOK_MS = 15_000;
/** „Checked a moment ago” needs no write each time. */
const NOTE_SECONDS = 30;

/** What a process remembers of a school's mailbox from one look to the next. */
type Memory = {
  /** Names that are none of ours, or cannot be read: they are not read again and again. */
  readonly passed: Set<string>;
  /** Names whose letter could not be taken in, and when it is tried again, in epoch seconds. */
  readonly later: Map<string, { readonly tries: number; readonly at: number }>;
};
/** By school. */
export type PassedOver = Map<number, Memory>;

/** A letter that failed is tried again so soon; one at which the mailbox broke off not in the next look, which goes past it. */
const FIRST_WAIT_SECONDS = { failed: 5, broken: 90 } as const;
const WAIT_SECONDS_MAX = 3600;

const passwordPlace = (school: number) => ({
  table: 'mailbox',
  column: 'password_sealed',
  row: String(school),
});

/** Seals the password of a mailbox. */
export async function sealPassword(
  { vault }: Pick<MailboxDeps, 'vault'>,
  tx: SchoolTx,
  password: string,
): Promise<Buffer> {
  return (await schoolCipher(tx, vault)).seal(passwordPlace(tx.school), password);
}

/**
 * Does something in a school's mailbox and ends the connection; undefined where none is connected.
 * @throws MailboxError, and what `work` throws
 */
export async function inMailbox<T>(
  deps: Pick<MailboxDeps, 'store' | 'vault' | 'config'>,
  school: number,
  work: (mailbox: Mailbox, row: MailboxRow) => Promise<T>,
): Promise<T | undefined> {
  const found = await inSchool(deps.store, school, async (tx) => {
    const row = await schoolMailbox(tx);
    if (row?.server == null) return row && { row, password: '' };
    const cipher = await schoolCipher(tx, deps.vault);
    return { row, password: cipher.openText(passwordPlace(school), row.server.passwordSealed) };
  });
  if (found === undefined) return undefined;
  const { folder, server } = found.row;
  const login = server && { ...server, password: found.password };
  const mailbox = await openPlace(deps, { folder, login });
  try {
    return await work(mailbox, found.row);
  } finally {
    await mailbox.close();
  }
}

/** Where letters lie: a Maildir's folder, or one on an IMAP server with who logs in there. */
export type MailboxPlace = {
  readonly folder: string;
  readonly login: Omit<ImapPlace, 'folder'> | null;
};

/** Opens a place, connected or not. @throws MailboxError */
export function openPlace(
  { config }: Pick<MailboxDeps, 'config'>,
  { folder, login }: MailboxPlace,
): Promise<Mailbox> {
  if (login !== null) return openImap({ ...login, folder });
  return Promise.resolve(openMaildir(isAbsolute(folder) ? folder : join(config.dataFolder, folder)));
}

/**
 * Looks into a school's mailbox and takes in what is ours. The database has a letter before the mailbox shows it as read: a kill in
 * between takes it in once more and finds it there. What fails for one letter keeps no other waiting.
 * @param passed what earlier looks of this process have passed over
 * @returns how many letters were taken in
 */
export async function readMailbox(
  deps: MailboxDeps,
  school: number,
  { passed, signal }: { readonly passed: PassedOver; readonly signal?: AbortSignal },
): Promise<number> {
  const row = await inSchool(deps.store, school, schoolMailbox);
  if (row === undefined || isTooEarly(row, deps.now())) return 0;
  const memory: Memory = passed.get(school) ?? { passed: new Set(), later: new Map() };
  passed.set(school, memory);
  try {
    const taken = await inMailbox(deps, school, (mailbox) =>
      takeNew(deps, school, { mailbox, row, memory, ...(signal ? { signal } : {}) }),
    );
    await note(deps, school, row, null);
    return taken ?? 0;
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error;
    await note(deps, school, row, error.problem);
    return 0;
  }
}

/** A folder is looked into each time; a server that others use too is asked every minute. */
function isTooEarly({ kind, checkedAt }: MailboxRow, nowAt: number): boolean {
  return kind === 'imap' && checkedAt !== null && nowAt >= checkedAt && nowAt - checkedAt < IMAP_SECONDS;
}

async function takeNew(
  deps: MailboxDeps,
  school: number,
  look: {
    readonly mailbox: Mailbox;
    readonly row: MailboxRow;
    readonly memory: Memory;
    readonly signal?: AbortSignal;
  },
): Promise<number> {
  const { mailbox, row, memory, signal } = look;
  const endAt = performance.now() + LOOK_MS;
  let taken = 0;
  const waits = (name: string): boolean => (memory.later.get(name)?.at ?? 0) > deps.now();
  const names = (await mailbox.list()).filter((name) => !memory.passed.has(name) && !waits(name));
  for (const name of names.slice(0, LETTERS_A_LOOK)) {
    // The next look goes on.
    if (signal?.aborted || performance.now() > endAt) break;
    const letter = { mailbox, name, address: row.address };
    const outcome = await takeLetter(deps, school, letter).catch((error: unknown) => {
      wait(memory, name, deps.now(), FIRST_WAIT_SECONDS.broken);
      throw error;
    });
    if (outcome === 'later') wait(memory, name, deps.now(), FIRST_WAIT_SECONDS.failed);
    else memory.later.delete(name);
    if (outcome === 'passed') memory.passed.add(name);
    if (outcome === 'taken') taken += 1;
  }
  return taken;
}

/** The longer the more often it has failed. */
function wait({ later }: Memory, name: string, nowAt: number, firstSeconds: number): void {
  const tries = (later.get(name)?.tries ?? 0) + 1;
  later.set(name, {
    tries,
    at: nowAt + Math.min(firstSeconds * 2 ** Math.min(tries - 1, 12), WAIT_SECONDS_MAX),
  });
}

async function takeLetter(
  deps: MailboxDeps,
  school: number,
  { mailbox, name, address }: { readonly mailbox: Mailbox; readonly name: string; readonly address: string },
): Promise<'taken' | 'passed' | 'later'> {
  try {
    const found = await mailbox.read(name, letterLimits.bytes);
    const letter = found && (await parseInThread(found.bytes));
    if (found === undefined || letter === undefined) return 'passed';
    const { outcome } = await takeIn(deps, school, {
      letter: found.isCut ? { ...letter, isCut: true } : letter,
      ...{ channel: 'mailbox', place: name, address, actor: MAILBOX },
    });
    if (outcome === 'not_ours') return 'passed';
    await mailbox.markRead(name);
    return outcome === 'taken' ? 'taken' : 'passed';
  } catch (error) {
    if (error instanceof MailboxError) throw error;
    deps.log.event('letter_failed', { school, ...errorFields(error) });
    return 'later';
  }
}

async function note(
  deps: MailboxDeps,
  school: number,
  row: MailboxRow,
  problem: MailboxProblem | null,
): Promise<void> {
  const at = deps.now();
  if (problem !== null && problem !== row.problem)
    deps.log.event('mailbox_failed', { school, outcome: problem });
  if (row.kind === 'maildir' && problem === row.problem && at - (row.checkedAt ?? 0) < NOTE_SECONDS) return;
  await inSchool(deps.store, school, (tx) => noteMailboxLook(tx, { at, problem }));
}

/** Tries a school's mailbox without taking, marking or keeping anything; undefined where none is connected. */
export async function tryMailbox(
  deps: Pick<MailboxDeps, 'store' | 'vault' | 'config'>,
  school: number,
): Promise<{ readonly problem: MailboxProblem | null; readonly waiting: number } | undefined> {
  try {
    const waiting = await inMailbox(deps, school, async (mailbox) => (await mailbox.list()).length);
    return waiting === undefined ? undefined : { problem: null, waiting };
  } catch (error) {
    if (error instanceof MailboxError) return { problem: error.problem, waiting: 0 };
    throw error;
  }
}

/**
 * Deletes letters whose thirty days are over, from the mailbox first: a kill in between deletes again what is gone. Written down
 * with their number (rules.md O4).
 */
export async function deleteOldLetters(deps: MailboxDeps, school: number): Promise<void> {
  const due = await inSchool(deps.store, school, (tx) => lettersToDelete(tx, deps.now()));
  // A journal's messages lie in no mailbox.
  const [kept, mailed] = [
    due.filter(({ places }) => places.length === 0),
    due.filter(({ places }) => places.length > 0),
  ];
  await forgetLetters(deps, school, kept);
  if (mailed.length === 0) return;
  await inMailbox(deps, school, async (mailbox) => {
    for (const place of mailed.flatMap(({ places }) => places)) await mailbox.remove(place);
  }).catch(unlessGone);
  await forgetLetters(deps, school, mailed);
}

async function forgetLetters(
  deps: MailboxDeps,
  school: number,
  letters: readonly { readonly id: string }[],
): Promise<void> {
  if (letters.length === 0) return;
  const ids = letters.map(({ id }) => id);
  await inSchool(deps.store, school, async (tx) => {
    await deleteIncomingLetters(tx, ids);
    await appendAudit(tx, deps.now(), { event: 'letters_deleted', actor: MAILBOX, note: String(ids.length) });
  });
}

/** A folder that is gone holds no letter to delete; a server that is away is asked again in an hour. */
function unlessGone(error: unknown): void {
  if (!(error instanceof MailboxError) || error.problem !== 'folder_missing') throw error;
}
