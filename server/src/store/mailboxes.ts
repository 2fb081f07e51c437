import type { MailboxProblem } from '@mleg/core/catalogue/mailbox';
import { firstRow, type SchoolTx } from './tenant.ts';

/** Where a school's letters are read. */
export type MailboxRow = {
  readonly kind: 'maildir';
  /** The school's own e-mail address. */
  readonly address: string;
  /** Beneath the data folder where it is no whole path. */
  readonly folder: string;
  readonly checkedAt: number | null;
  readonly problem: MailboxProblem | null;
};

const READ = {
  name: 'mailbox-read',
  text: `select kind, address, folder, checked_at as "checkedAt", problem from mailbox where school_id = $1`,
};
const SAVE = {
  name: 'mailbox-save',
  text: `insert into mailbox (school_id, kind, address, folder, created_at) values ($1, $2, $3, $4, $5)
    on conflict (school_id) do update set kind = excluded.kind, address = excluded.address, folder = excluded.folder,
      checked_at = null, problem = null`,
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
  return firstRow(await tx.run<MailboxRow>(READ, [tx.school]));
}

/** Connects a mailbox, in the place of the one before. */
export async function saveMailbox(
  tx: SchoolTx,
  { kind, address, folder }: Pick<MailboxRow, 'kind' | 'address' | 'folder'>,
  at: number,
): Promise<void> {
  await tx.run(SAVE, [tx.school, kind, address, folder, at]);
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
