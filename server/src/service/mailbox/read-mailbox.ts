import { isAbsolute, join } from 'node:path';
import type { MailboxProblem } from '@mleg/core/catalogue/mailbox';
import { appendAudit } from '../../audit/append.ts';
import { errorFields, type Log } from '../../log/log.ts';
import { letterLimits } from '../../mailbox/limits.ts';
import { type Mailbox, MailboxError } from '../../mailbox/mailbox.ts';
import { openMaildir } from '../../mailbox/maildir.ts';
import { parseInThread } from '../../mailbox/parse-in-thread.ts';
import { deleteIncomingLetters, lettersToDelete } from '../../store/incoming-letters.ts';
import { type MailboxRow, noteMailboxLook, schoolMailbox } from '../../store/mailboxes.ts';
import { inSchool } from '../../store/tenant.ts';
import type { SchoolDeps } from '../school-deps.ts';
import { MAILBOX } from './draft-order.ts';
import { takeIn } from './take-in.ts';

export type MailboxDeps = Pick<SchoolDeps, 'store' | 'vault' | 'now' | 'config'> & { readonly log: Log };

/** Letters taken from one mailbox in one look; the next look goes on. */
const LETTERS_A_LOOK = 200;
/** A look ends well within its job's time. */
const LOOK_MS = 15_000;
/** „Checked a moment ago” needs no write each time. */
const NOTE_SECONDS = 30;

/** Names that this process has looked at and that are none of ours, or cannot be read: they are not read again and again. */
export type PassedOver = Map<number, Set<string>>;

/** The mailbox of a row. */
export function openMailbox({ config }: Pick<MailboxDeps, 'config'>, { folder }: MailboxRow): Mailbox {
  return openMaildir(isAbsolute(folder) ? folder : join(config.dataFolder, folder));
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
  if (row === undefined) return 0;
  const mailbox = openMailbox(deps, row);
  const skip = passed.get(school) ?? new Set<string>();
  passed.set(school, skip);
  let taken = 0;
  const endAt = performance.now() + LOOK_MS;
  try {
    const names = (await mailbox.list()).filter((name) => !skip.has(name));
    for (const name of names.slice(0, LETTERS_A_LOOK)) {
      // The next look goes on.
      if (signal?.aborted || performance.now() > endAt) break;
      const outcome = await takeLetter(deps, school, { mailbox, name, address: row.address });
      if (outcome === 'passed') skip.add(name);
      if (outcome === 'taken') taken += 1;
    }
    await note(deps, school, row, null);
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error;
    await note(deps, school, row, error.problem);
  }
  return taken;
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
  if (problem === row.problem && at - (row.checkedAt ?? 0) < NOTE_SECONDS) return;
  await inSchool(deps.store, school, (tx) => noteMailboxLook(tx, { at, problem }));
}

/** Tries a mailbox without taking, marking or keeping anything. */
export async function tryMailbox(
  deps: Pick<MailboxDeps, 'config'>,
  row: MailboxRow,
): Promise<{ readonly problem: MailboxProblem | null; readonly waiting: number }> {
  try {
    return { problem: null, waiting: (await openMailbox(deps, row).list()).length };
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
  const { row, due } = await inSchool(deps.store, school, async (tx) => ({
    row: await schoolMailbox(tx),
    due: await lettersToDelete(tx, deps.now()),
  }));
  if (due.length === 0) return;
  const mailbox = row && openMailbox(deps, row);
  for (const place of due.flatMap(({ places }) => places)) await mailbox?.remove(place).catch(unlessAway);
  await inSchool(deps.store, school, async (tx) => {
    await deleteIncomingLetters(
      tx,
      due.map(({ id }) => id),
    );
    await appendAudit(tx, deps.now(), { event: 'letters_deleted', actor: MAILBOX, note: String(due.length) });
  });
}

/** A folder that is gone holds no letter to delete. */
function unlessAway(error: unknown): void {
  if (!(error instanceof MailboxError)) throw error;
}
