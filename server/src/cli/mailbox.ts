import { readFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { MailboxProblem } from '@mleg/core/catalogue/mailbox';
import type { AppDeps } from '../app-deps.ts';
import { connectMailbox, disconnectMailbox } from '../service/mailbox/connect-mailbox.ts';
import { type MailboxPlace, tryMailbox } from '../service/mailbox/read-mailbox.ts';
import { type MailboxRow, schoolMailbox } from '../store/mailboxes.ts';
import { inSchool } from '../store/tenant.ts';
import { type ExitCode, type Io, need, OPERATOR, readFlags, schoolOf, UsageError } from './command.ts';

export const mailboxUsage = `mailbox show|connect|try|disconnect --school <RSPO> [--address <e-mail>]
      [--maildir <folder> | --imap <host[:993]> --user <name> --password-file <file> [--folder INBOX]]`;

const OPTIONS = {
  school: { type: 'string' },
  address: { type: 'string' },
  maildir: { type: 'string' },
  imap: { type: 'string' },
  user: { type: 'string' },
  'password-file': { type: 'string' },
  folder: { type: 'string' },
} as const;
type Given = { readonly [K in keyof typeof OPTIONS]?: string | undefined };
type Deps = Pick<AppDeps, 'store' | 'vault' | 'now' | 'config'>;
/** What is wrong, and what to do about it. */
const PROBLEMS: Readonly<Record<MailboxProblem, string>> = {
  folder_missing:
    'There is no such folder: a Maildir is the folder that holds new/ and cur/; on an IMAP server name it as the server does (INBOX).',
  folder_not_readable:
    'The folder cannot be read. Give the user who runs the server the right to read and to rename in it.',
  host_unknown: 'There is no server of this name. Look at the spelling of --imap.',
  connection_refused:
    'The server does not answer on this port. IMAP with TLS is on 993; a firewall may stand between.',
  tls_failed:
    'The connection could not be made safe: the certificate of the server is not valid for this name, or it has no TLS.',
  login_refused:
    'The server refuses the name or the password. Many providers want an app password, made on their page, instead of the usual one.',
  timed_out: 'The server did not answer in time.',
  other: 'The mailbox could not be opened. The log of the server says more.',
};

/** Connects a school's mailbox, tries it, shows it or disconnects it. */
export async function mailboxCommand(deps: Deps, args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = readFlags(args, OPTIONS);
  const [act = 'show', ...rest] = positionals;
  if (rest.length > 0) throw new UsageError('one of show, connect, try, disconnect');
  const school = await schoolOf(deps, await need(io, 'school', values.school));
  switch (act) {
    case 'show':
      return show(await inSchool(deps.store, school, schoolMailbox), io);
    case 'try':
      return sayTried(await tryMailbox(deps, school), io);
    case 'connect':
      return connect(deps, school, values, io);
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
  const { kind, folder, server, address, problem } = row;
  const where = server === null ? folder : `${server.user} at ${server.host}:${server.port}, ${folder}`;
  const looked = row.checkedAt === null ? 'not yet' : new Date(row.checkedAt * 1000).toISOString();
  io.say(`${kind}: ${where}, address ${address}, looked into: ${looked}`);
  if (problem !== null) io.say(PROBLEMS[problem]);
  return problem === null ? 0 : 1;
}

function sayTried(tried: Awaited<ReturnType<typeof tryMailbox>>, io: Io): ExitCode {
  if (tried === undefined) {
    io.say('No mailbox is connected.');
    return 1;
  }
  const { problem, waiting } = tried;
  io.say(problem === null ? `The mailbox can be read. Unread letters: ${waiting}.` : PROBLEMS[problem]);
  return problem === null ? 0 : 1;
}

async function connect(deps: Deps, school: number, given: Given, io: Io): Promise<ExitCode> {
  const address = (await need(io, 'address', given.address)).trim();
  if (!/^[^\s@<>"]{1,64}@[^\s@<>"]{1,189}$/.test(address))
    throw new UsageError('--address must be the e-mail address of the mailbox');
  const place = given.imap === undefined ? await maildirOf(given, io) : await imapOf(given, io);
  const { problem, waiting } = await connectMailbox(deps, { school, actor: OPERATOR }, { ...place, address });
  io.say(
    problem === null
      ? `Connected. Unread letters: ${waiting}; those about the mobile ID appear in the panel by themselves.`
      : PROBLEMS[problem],
  );
  return problem === null ? 0 : 1;
}

async function maildirOf({ maildir }: Given, io: Io): Promise<MailboxPlace> {
  const folder = (await need(io, 'maildir', maildir)).trim();
  if (!isAbsolute(folder)) throw new UsageError('--maildir must be a whole path');
  return { folder, login: null };
}

async function imapOf(given: Given, io: Io): Promise<MailboxPlace> {
  const [, host, port = '993'] = /^([\w.-]{1,253})(?::(\d{1,5}))?$/.exec(given.imap?.trim() ?? '') ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535)
    throw new UsageError('--imap must be a host, or host:port');
  const user = (await need(io, 'user', given.user)).trim();
  const path = given['password-file'];
  const bytes =
    path === undefined
      ? await io.askSecret?.('Password of the mailbox: ')
      : await readFile(path, 'utf8').catch(() => undefined);
  const password = bytes?.replace(/\r?\n$/, '');
  if (!password) throw new UsageError('--password-file must name a file with the password');
  return {
    folder: given.folder?.trim() || 'INBOX',
    login: { host, port: Number(port), user, password },
  };
}

async function disconnect(deps: Pick<Deps, 'store' | 'now'>, school: number, io: Io): Promise<ExitCode> {
  const isGone = await disconnectMailbox(deps, { school, actor: OPERATOR });
  io.say(
    isGone ? 'Disconnected. Letters that were taken in stay until their day.' : 'No mailbox was connected.',
  );
  return isGone ? 0 : 1;
}
