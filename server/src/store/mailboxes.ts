import type { MailboxProblem } from '@mleg/core/catalogue/mailbox';
import { firstRow, type SchoolTx } from './tenant.ts';

/** An IMAP server and who logs in there; the password in its envelope. */
export type ImapServer = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly passwordSealed: Buffer;
};

/** Where a school's letters are read. */
export type MailboxRow = {
  readonly kind: 'maildir' | 'imap';
  /** The school's own e-mail address. */
  readonly address: string;
  /** A Maildir's, beneath the data folder where it is no whole path; an IMAP server's by its name. */
  readonly folder: string;
  /** Null for a Maildir. */
  readonly server: ImapServer | null;
  readonly checkedAt: number | null;
  readonly problem: MailboxProblem | null;
};

const READ = {
  name: 'mailbox-read',
  text: `select kind, address, folder, host, port, user_name as "user", password_sealed as "passwordSealed",
      checked_at as "checkedAt", problem
    from mailbox where school_id = $1`,
};
const SAVE = {
  name: 'mailbox-save',
  text: `insert into mailbox (school_id, kind, address, folder, host, port, user_name, password_sealed, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (school_id) do update set kind = excluded.kind, address = excluded.address, folder = excluded.folder,
      host = excluded.host, port = excluded.port, user_name = excluded.user_name,
      password_sealed = excluded.password_sealed, checked_at = null, problem = null`,
};
const REMOVE = { name: 'mailbox-remove', text: 'delete from mailbox where school_id = $1 returning kind' };
const NOTE = {
  name: 'mailbox-note',
  text: 'update mailbox set checked_at = $2, problem = $3 where school_id = $1',
};

const MARK_SCHOOL = {
  name: 'school-has-mailbox',
  text: 'update school_directory set has_mailbox = $2 where school_id = $1',
};
const SCHOOLS = {
  name: 'schools-with-mailbox',
  text: 'select school_id as school from school_directory where has_mailbox order by 1',
};

/** Numbers of the schools that have a mailbox connected. */
export async function schoolsWithMailbox(store: Pick<SchoolTx, 'run'>): Promise<number[]> {
  return (await store.run<{ school: number }>(SCHOOLS)).map(({ school }) => school);
}

/** The school's mailbox; undefined where none is connected. */
export async function schoolMailbox(tx: SchoolTx): Promise<MailboxRow | undefined> {
  const row = firstRow(
    await tx.run<MailboxRow & { [K in keyof ImapServer]: ImapServer[K] | null }>(READ, [tx.school]),
  );
  if (row === undefined) return undefined;
  const { kind, address, folder, host, port, user, passwordSealed, checkedAt, problem } = row;
  const server =
    host === null || port === null || user === null || passwordSealed === null
      ? null
      : { host, port, user, passwordSealed };
  return { kind, address, folder, server, checkedAt, problem };
}

/** Connects a mailbox, in the place of the one before. */
export async function saveMailbox(
  tx: SchoolTx,
  { kind, address, folder, server }: Pick<MailboxRow, 'kind' | 'address' | 'folder' | 'server'>,
  at: number,
): Promise<void> {
  const { host = null, port = null, user = null, passwordSealed = null } = server ?? {};
  await tx.run(SAVE, [tx.school, kind, address, folder, host, port, user, passwordSealed, at]);
  await tx.run(MARK_SCHOOL, [tx.school, true]);
}

/** Disconnects it; false where there was none. Letters that were taken in stay until their day. */
export async function removeMailbox(tx: SchoolTx): Promise<boolean> {
  await tx.run(MARK_SCHOOL, [tx.school, false]);
  return (await tx.run(REMOVE, [tx.school])).length > 0;
}

/** Notes a look into it. */
export async function noteMailboxLook(
  tx: SchoolTx,
  look: { readonly at: number; readonly problem: MailboxProblem | null },
): Promise<void> {
  await tx.run(NOTE, [tx.school, look.at, look.problem]);
}
