import type { journalMessages } from '@mleg/contract/integration';
import { DomainError } from '@mleg/core/errors';
import type { z } from 'zod';
import { messageCreatedAt, messagesAfter } from '../../store/messages.ts';
import { schoolCipher } from '../../store/school-cipher.ts';
import { inSchool, type SchoolTx } from '../../store/tenant.ts';
import { openMessageBody } from '../family/notify-family.ts';
import type { SchoolDeps } from '../school-deps.ts';
import { toIsoTime } from '../time.ts';

type JournalMessages = z.infer<typeof journalMessages>;

const PAGE_MAX = 200;
/** What a program asks with that has read nothing yet; no message has this id. */
const BEGINNING = '0';
/** No transaction that writes a message takes longer; until then an earlier one may still appear. */
const SETTLED_SECONDS = 10;

/**
 * News for families since a message, the oldest first, at most 200.
 * @param after id of a message that was read; undefined or `0` from the beginning
 * @returns with `after` for the next question: the newest message that is old enough for no earlier one to appear
 * @throws DomainError invalid_input for an `after` that is no message of this school
 */
export function readMessages(
  deps: Pick<SchoolDeps, 'store' | 'vault' | 'now'>,
  school: number,
  after: string | undefined,
): Promise<JournalMessages> {
  return inSchool(deps.store, school, (tx) => readMessagesAfter(deps, tx, after));
}

async function readMessagesAfter(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  after: string | undefined,
): Promise<JournalMessages> {
  const createdAt = after === undefined || after === BEGINNING ? 0 : await messageCreatedAt(tx, after);
  if (createdAt === undefined)
    throw new DomainError('invalid_input', { field: 'query.after', rule: 'unknown' });
  const rows = await messagesAfter(tx, { createdAt, id: after ?? '' }, PAGE_MAX);
  const cipher = await schoolCipher(tx, deps.vault);
  const settledAt = deps.now() - SETTLED_SECONDS;
  const settled = rows.findLast((row) => row.createdAt <= settledAt);
  // A full page of news of one moment: going on matters more than a look back.
  const next = settled ?? (rows.length === PAGE_MAX ? rows.at(-1) : undefined);
  return {
    messages: rows.map((row) => ({
      id: row.id,
      at: toIsoTime(row.createdAt),
      pupil: row.externalId,
      to: { name: row.name, email: row.email, language: row.language },
      event: row.subject,
      facts: JSON.parse(openMessageBody(cipher, row)) as Record<string, string>,
    })),
    after: next?.id ?? after ?? null,
  };
}
