import type { Proposal } from '@mleg/core/matching/message';
import { type Receipt, receiptText } from '../../mail/receipt-letter.ts';
import { writeMail } from '../../outbox/outbox.ts';
import { newId } from '../../store/ids.ts';
import { countReceipts } from '../../store/incoming-letters.ts';
import { orderById } from '../../store/orders.ts';
import { schoolByNumber } from '../../store/schools.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import type { SchoolDeps } from '../school-deps.ts';
import type { LetterContent } from './letter-content.ts';

/** An order that was opened for a letter. */
export type DraftedCase = { readonly orderId: string; readonly child: string; readonly dueOn: string | null };

/** Two answering machines would write to each other for ever; a forged flood would make us write to strangers. */
const RECEIPTS_MAX = { aDayToSender: 5, aDayToStrangers: 300 } as const;
const DAY_SECONDS = 86_400;
/** A receipt that comes later says nothing any more. */
const WORTH_SECONDS = 2 * DAY_SECONDS;
const NOBODY_READS = /^(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?)(?:[+@]|$)/i;
const ADDRESS = /^[^\s@<>"',;]{1,64}@[^\s@<>"',;]{1,189}$/;

/**
 * Writes the receipt of a letter into the outbox: to the register's own address, or to a stranger's, who learns nothing
 * (rules.md O4). It leaves at once; nobody has confirmed anything yet.
 * @returns undefined where none may leave
 */
export async function writeReceipt(
  deps: Pick<SchoolDeps, 'store' | 'vault' | 'now'>,
  tx: SchoolTx,
  letter: {
    readonly letterId: string;
    readonly incoming: { readonly address: string | null };
    readonly proposal: Proposal;
    readonly content: LetterContent;
    readonly drafted: readonly DraftedCase[];
    readonly senderIndex: Buffer;
  },
): Promise<{ readonly outboxId: string; readonly text: string } | undefined> {
  const { content, incoming, proposal, letterId } = letter;
  const { known, from } = content;
  const to = known ? known.email : from.email;
  if (to === null || incoming.address === null || !ADDRESS.test(to) || NOBODY_READS.test(to))
    return undefined;
  if (to.toLowerCase() === incoming.address.toLowerCase()) return undefined;
  const at = deps.now();
  const { ofSchool, ofSender } = await countReceipts(tx, at - DAY_SECONDS, letter.senderIndex);
  if (ofSender >= RECEIPTS_MAX.aDayToSender) return undefined;
  if (known === null && ofSchool >= RECEIPTS_MAX.aDayToStrangers) return undefined;
  const school = await schoolByNumber(tx, tx.school);
  if (school === undefined) return undefined;
  const receipt = known ? await receiptOf(tx, proposal, letter.drafted) : ({ kind: 'unknown' } as const);
  const text = receiptText(receipt, school, known?.language ?? 'pl');
  const outboxId = newId();
  await writeMail(deps, tx, {
    letter: { to, text, ...threadOf(content), replyTo: incoming.address, isAutomatic: true },
    ...{ subject: letterId, at, expiresAt: at + WORTH_SECONDS, id: outboxId },
  });
  return { outboxId, text };
}

/** The subject and the headers that keep an answer in its thread. */
export function threadOf({ subject, messageId, references }: LetterContent): {
  readonly subject: string;
  readonly answers?: { readonly messageId: string; readonly references: readonly string[] };
} {
  const short = subject.replace(/\s+/g, ' ').trim().slice(0, 150) || 'mLegitymacja';
  const named = /^<[^<>\s]{1,300}>$/.test(messageId ?? '') ? messageId : null;
  return {
    subject: /^(?:re|odp|aw|fw|fwd)\s*:/i.test(short) ? short : `Re: ${short}`,
    ...(named === null || named === undefined ? {} : { answers: { messageId: named, references } }),
  };
}

async function receiptOf(
  tx: SchoolTx,
  { decision, flags, pupils }: Proposal,
  drafted: readonly DraftedCase[],
): Promise<Receipt> {
  if (drafted.length > 0) {
    const cases = [];
    for (const { orderId, child, dueOn } of drafted) {
      const order = await orderById(tx, orderId);
      if (order !== undefined) cases.push({ child, caseNumber: order.caseNumber, dueOn });
    }
    return { kind: 'order', cases };
  }
  if (decision === 'urgent_revoke') return { kind: 'loss' };
  if (decision !== 'ask_sender') return { kind: 'read' };
  const isUnclear = pupils.length === 0 || pupils.some(({ match }) => match === null);
  if (isUnclear) return { kind: 'which_child' };
  return { kind: flags.includes('photo_missing') ? 'photo_missing' : 'read' };
}
