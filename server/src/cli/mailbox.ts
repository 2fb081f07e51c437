import { isAbsolute } from 'node:path';
import type { AppDeps } from '../app-deps.ts';
import { appendAudit } from '../audit/append.ts';
import { tryMailbox } from '../service/mailbox/read-mailbox.ts';
import { type MailboxRow, removeMailbox, saveMailbox, schoolMailbox } from '../store/mailboxes.ts';
import { inSchool } from '../store/tenant.ts';
import { type ExitCode, type Io, need, OPERATOR, readFlags, schoolOf, UsageError } from './command.ts';

export const mailboxUsage =
  'mailbox show|connect|try|disconnect --school <RSPO> [--address <e-mail> --maildir <folder>]';

const OPTIONS = {
  school: { type: 'string' },
  address: { type: 'string' },
  maildir: { type: 'string' },
} as const;

/** What is wrong, and what to do about it. */
const PROBLEMS = {
  folder_missing:
    'The folder is no Maildir: it has no new/ and cur/. Name the folder that holds them; the mail server makes them with the first letter.',
  folder_not_readable:
    'The folder cannot be read. Give the user who runs the server the right to read and to rename in it.',
  other: 'The mailbox could not be opened. The log of the server says more.',
} as const;

/** Connects a school's mailbox, tries it, shows it or disconnects it. */
export async function mailboxCommand(
  deps: Pick<AppDeps, 'store' | 'now' | 'config'>,
  args: readonly string[],
  io: Io,
): Promise<ExitCode> {
  const { values, positionals } = readFlags(args, OPTIONS);
  const [act = 'show', ...rest] = positionals;
  if (rest.length > 0) throw new UsageError('one of show, connect, try, disconnect');
  const school = await schoolOf(deps, await need(io, 'school', values.school));
  switch (act) {
    case 'show':
      return show(await inSchool(deps.store, school, schoolMailbox), io);
    case 'try':
      return tryOut(deps, await inSchool(deps.store, school, schoolMailbox), io);
    case 'connect':
      return connect(deps, school, { address: values.address, folder: values.maildir }, io);
    case 'disconnect':
      return disconnect(deps, school, io);
    default:
      throw new UsageError('one of show, connect, try, disconnect');
  }
}

function show(row: MailboxRow | undefined, io: Io): ExitCode {
  if (row === undefined) {
    io.say('No mailbox is connected.');
    return 0;
  }
  const looked = row.checkedAt === null ? 'not yet' : new Date(row.checkedAt * 1000).toISOString();
  io.say(`${row.kind} ${row.folder}, address ${row.address}, looked into: ${looked}`);
  if (row.problem !== null) io.say(PROBLEMS[row.problem]);
  return row.problem === null ? 0 : 1;
}

async function tryOut(deps: Pick<AppDeps, 'config'>, row: MailboxRow | undefined, io: Io): Promise<ExitCode> {
  if (row === undefined) {
    io.say('No mailbox is connected.');
    return 1;
  }
  const { problem, waiting } = await tryMailbox(deps, row);
  io.say(problem === null ? `The mailbox can be read. Unread letters: ${waiting}.` : PROBLEMS[problem]);
  return problem === null ? 0 : 1;
}

async function connect(
  deps: Pick<AppDeps, 'store' | 'now' | 'config'>,
  school: number,
  given: { readonly address: string | undefined; readonly folder: string | undefined },
  io: Io,
): Promise<ExitCode> {
  const address = (await need(io, 'address', given.address)).trim();
  const folder = (await need(io, 'maildir', given.folder)).trim();
  if (!/^[^\s@<>"]{1,64}@[^\s@<>"]{1,189}$/.test(address))
    throw new UsageError('--address must be the e-mail address of the mailbox');
  if (!isAbsolute(folder)) throw new UsageError('--maildir must be a whole path');
  const row: MailboxRow = { kind: 'maildir', address, folder, checkedAt: null, problem: null };
  const { problem, waiting } = await tryMailbox(deps, row);
  if (problem !== null) {
    io.say(PROBLEMS[problem]);
    return 1;
  }
  await inSchool(deps.store, school, async (tx) => {
    await saveMailbox(tx, row, deps.now());
    await appendAudit(tx, deps.now(), { event: 'mailbox_changed', actor: OPERATOR, note: 'connected' });
  });
  io.say(`Connected. Unread letters: ${waiting}; those about the mobile ID appear in the panel in seconds.`);
  return 0;
}

async function disconnect(deps: Pick<AppDeps, 'store' | 'now'>, school: number, io: Io): Promise<ExitCode> {
  const isGone = await inSchool(deps.store, school, async (tx) => {
    const was = await removeMailbox(tx);
    if (was)
      await appendAudit(tx, deps.now(), { event: 'mailbox_changed', actor: OPERATOR, note: 'disconnected' });
    return was;
  });
  io.say(
    isGone ? 'Disconnected. Letters that were taken in stay until their day.' : 'No mailbox was connected.',
  );
  return isGone ? 0 : 1;
}
