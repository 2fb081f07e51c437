import type { PupilCase } from './pupil-case.ts';
import type { SchoolTx } from './tenant.ts';

export type MessageRow = {
  readonly id: string;
  readonly pupilId: string;
  readonly sentBy: 'school' | 'guardian';
  readonly subject: string;
  readonly bodySealed: Buffer;
  readonly codeReady: boolean;
  readonly createdAt: number;
  readonly readAt: number | null;
};

/** A family's newest messages in one school. */
export const MESSAGES_MAX = 200;
const INSERT = {
  name: 'message-insert',
  text: `insert into message (school_id, id, pupil_id, guardian_id, sent_by, subject, body_sealed, code_ready, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
};
const LIST = {
  name: 'message-list',
  text: `select m.id, m.pupil_id as "pupilId", m.sent_by as "sentBy", m.subject, m.body_sealed as "bodySealed",
      m.code_ready as "codeReady", m.created_at as "createdAt", m.read_at as "readAt"
    from message m join guardian g on g.school_id = m.school_id and g.id = m.guardian_id
      join guardianship s on s.school_id = m.school_id and s.pupil_id = m.pupil_id and s.guardian_id = m.guardian_id
    where m.school_id = $1 and g.account_id = $2 and s.rights = 'full' and m.withdrawn_at is null order by m.created_at desc, m.id limit ${MESSAGES_MAX + 1}`,
};
const AFTER = {
  name: 'message-after',
  text: `select m.id, p.external_id as "externalId", g.name, g.email, g.language, m.subject,
      m.body_sealed as "bodySealed", m.created_at as "createdAt"
    from message m join pupil p on p.school_id = m.school_id and p.id = m.pupil_id
      join guardian g on g.school_id = m.school_id and g.id = m.guardian_id
      join guardianship s on s.school_id = m.school_id and s.pupil_id = m.pupil_id and s.guardian_id = m.guardian_id
    where m.school_id = $1 and m.sent_by = 'school' and s.rights = 'full' and m.withdrawn_at is null and (m.created_at, m.id) > ($2, $3)
    order by m.created_at, m.id limit $4`,
};
const CREATED_AT = {
  name: 'message-created-at',
  text: 'select created_at as "createdAt" from message where school_id = $1 and id = $2',
};
const MARK_READ = {
  name: 'message-mark-read',
  text: `update message m set read_at = $3 from guardian g
    where m.school_id = $1 and g.school_id = m.school_id and g.id = m.guardian_id and g.account_id = $2
      and m.read_at is null and m.sent_by = 'school'`,
};

/** Tells a guardian something of the pupil. */
export async function insertMessage(
  { school, pupilId, run }: PupilCase,
  message: Omit<MessageRow, 'pupilId' | 'readAt'> & { guardianId: string },
): Promise<void> {
  const { id, guardianId, sentBy, subject, bodySealed, codeReady, createdAt } = message;
  await run(INSERT, [school, id, pupilId, guardianId, sentBy, subject, bodySealed, codeReady, createdAt]);
}

/** Messages of an account in one school, newest first, and one more than are shown; with full rights go the messages (rules.md W2). */
export function messagesOfAccount(tx: SchoolTx, accountId: string): Promise<MessageRow[]> {
  return tx.run<MessageRow>(LIST, [tx.school, accountId]);
}

/** What stands before the person now counts as read. */
export async function markMessagesRead(tx: SchoolTx, accountId: string, at: number): Promise<void> {
  await tx.run(MARK_READ, [tx.school, accountId, at]);
}

/** A message of the school with its pupil and reader, for a program that passes it on. */
export type OutgoingMessage = Pick<MessageRow, 'id' | 'subject' | 'bodySealed' | 'createdAt'> & {
  readonly externalId: string;
  readonly name: string;
  readonly email: string | null;
  readonly language: 'pl' | 'en' | 'uk';
};

/** Messages of the school to families that follow a place in the order of their writing, the oldest first. */
export function messagesAfter(
  tx: SchoolTx,
  place: { createdAt: number; id: string },
  max: number,
): Promise<OutgoingMessage[]> {
  return tx.run<OutgoingMessage>(AFTER, [tx.school, place.createdAt, place.id, max]);
}

/** When a message was written. */
export async function messageCreatedAt(tx: SchoolTx, id: string): Promise<number | undefined> {
  return (await tx.run<{ createdAt: number }>(CREATED_AT, [tx.school, id]))[0]?.createdAt;
}
