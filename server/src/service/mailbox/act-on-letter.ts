import { DomainError } from '@mleg/core/errors';
import { appendAudit } from '../../audit/append.ts';
import { writeMail } from '../../outbox/outbox.ts';
import type { ReadPhoto } from '../../photo/read-photo.ts';
import { newId } from '../../store/ids.ts';
import {
  forgetIncomingLetter,
  type IncomingLetterRow,
  lockIncomingLetter,
  setIncomingLetter,
} from '../../store/incoming-letters.ts';
import { schoolMailbox } from '../../store/mailboxes.ts';
import { orderById } from '../../store/orders.ts';
import { withdrawOutbox } from '../../store/outbox.ts';
import { enterPupilCase } from '../../store/pupil-case.ts';
import { schoolCipher } from '../../store/school-cipher.ts';
import { schoolByNumber } from '../../store/schools.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';
import { confirmDraft, orderByLetter, withdrawDraft } from './draft-order.ts';
import { type LetterContent, openContent } from './letter-content.ts';
import { threadOf } from './receipt.ts';

type Deps = Pick<SchoolDeps, 'store' | 'vault' | 'now'>;
type OfLetter = {
  readonly actor: Acting['actor'];
  readonly letterId: string;
  /** As the caller saw it. */
  readonly version: number;
};

/** What a person sends may be taken back so long (rules.md O7). */
const HOLD_SECONDS = 60;
const WORTH_SECONDS = 7 * 86_400;

/** @throws DomainError not_found, stale_version */
async function lockSeen(tx: SchoolTx, { letterId, version }: OfLetter): Promise<IncomingLetterRow> {
  const row = await lockIncomingLetter(tx, letterId);
  if (row === undefined) throw new DomainError('not_found');
  if (row.version !== version) throw new DomainError('stale_version', { version: row.version });
  return row;
}

async function contentOf(
  deps: Pick<Deps, 'vault'>,
  tx: SchoolTx,
  { id, contentSealed }: IncomingLetterRow,
): Promise<LetterContent> {
  if (contentSealed === null) throw new DomainError('not_found');
  return openContent(await schoolCipher(tx, deps.vault), id, contentSealed);
}

/**
 * A person says whose a letter is and which picture is whose: the proposed case is confirmed, or the case is opened; a case that
 * was proposed for somebody else is taken back with its photo.
 * @param request.pupils the pupils, each with the photo that was read of the letter's picture
 * @throws DomainError not_found, stale_version, wrong_state, and as placeOrder and storePortrait
 */
export async function confirmLetter(
  deps: Deps,
  tx: SchoolTx,
  request: OfLetter & {
    readonly pupils: readonly {
      readonly pupilId: string;
      readonly fileId: string | null;
      readonly photo: ReadPhoto | undefined;
    }[];
  },
): Promise<void> {
  const row = await lockSeen(tx, request);
  if (row.state === 'done') throw new DomainError('wrong_state', { state: row.state });
  const { actor, pupils } = request;
  const content = await contentOf(deps, tx, row);
  const { from, takenBy: of } = content;
  const kept = new Map<string, string>();
  for (const orderId of row.orderIds) {
    const order = await orderById(tx, orderId);
    if (order === undefined) continue;
    const chosen = pupils.find(({ pupilId }) => pupilId === order.pupilId);
    const pupilCase = await enterPupilCase(deps, tx, { orderId });
    if (chosen) {
      const proposed = content.proposals.find(({ pupilId }) => pupilId === order.pupilId);
      const photo = proposed?.fileId === chosen.fileId ? 'same' : chosen.photo;
      await confirmDraft(deps, pupilCase, { orderId, photo, of, actor });
      kept.set(order.pupilId, orderId);
    } else if (order.proposed) await withdrawDraft(deps, pupilCase, { orderId, of, actor });
  }
  // In one order everywhere, so that two letters about two siblings do not wait for each other.
  for (const { pupilId, photo } of [...pupils].sort((a, b) => (a.pupilId < b.pupilId ? -1 : 1))) {
    if (kept.has(pupilId)) continue;
    const pupilCase = await enterPupilCase(deps, tx, { pupilId });
    const placed = await orderByLetter(deps, pupilCase, { channel: row.channel, sender: from, photo, actor });
    kept.set(pupilId, placed.id);
    await appendAudit(tx, deps.now(), { event: 'letter_confirmed', actor, pupilId, subject: row.id });
  }
  await setIncomingLetter(tx, row.id, {
    ...{ state: 'done', orderIds: [...kept.values()], answerId: row.answerId, by: actor.id },
  });
}

/**
 * Puts a letter on the list of questions, or says that it is done, or that it is none of ours: then nothing of it is kept.
 * @returns its names in the mailbox, for who is to make it unread again
 * @throws DomainError not_found, stale_version, wrong_state (a case was opened for it)
 */
export async function setLetterAside(
  deps: Deps,
  tx: SchoolTx,
  request: OfLetter & { readonly as: 'question' | 'done' | 'not_ours' },
): Promise<readonly string[]> {
  const { as, actor } = request;
  const row = await lockSeen(tx, request);
  if (as === 'not_ours' && row.orderIds.length > 0) throw new DomainError('wrong_state', { field: 'orders' });
  await appendAudit(tx, deps.now(), { event: 'letter_set_aside', actor, subject: row.id, note: as });
  if (as === 'not_ours') {
    await forgetIncomingLetter(tx, row.id, actor.id);
    return row.places;
  }
  const { orderIds, answerId } = row;
  await setIncomingLetter(tx, row.id, { state: as, orderIds, answerId, by: actor.id });
  return [];
}

/**
 * A person answers in own words. The answer leaves after a minute, to the register's address where the sender is known.
 * @throws DomainError not_found, stale_version, wrong_state (a message of a journal, or nobody can be written to)
 */
export async function answerLetter(
  deps: Deps,
  tx: SchoolTx,
  request: OfLetter & { readonly text: string },
): Promise<void> {
  const { actor, text } = request;
  const row = await lockSeen(tx, request);
  const content = await contentOf(deps, tx, row);
  const to = content.known ? content.known.email : content.from.email;
  const mailbox = await schoolMailbox(tx);
  const school = await schoolByNumber(tx, tx.school);
  if (row.channel !== 'mailbox' || !to || !mailbox || !school)
    throw new DomainError('wrong_state', { field: 'sender' });
  const at = deps.now();
  const answerId = newId();
  await writeMail(deps, tx, {
    letter: {
      ...{ to, ...threadOf(content), replyTo: mailbox.address },
      text: `${text}\n\n${[school.name, school.phone, school.officeHours].filter(Boolean).join('\n')}\n`,
    },
    ...{ subject: row.id, at, sendAt: at + HOLD_SECONDS, expiresAt: at + WORTH_SECONDS, id: answerId },
  });
  await appendAudit(tx, at, { event: 'letter_answered', actor, subject: row.id });
  await setIncomingLetter(tx, row.id, { state: 'done', orderIds: row.orderIds, answerId, by: actor.id });
}

/**
 * Takes back an answer that has not left; the letter waits again.
 * @throws DomainError not_found, stale_version, wrong_state (it has left)
 */
export async function withdrawAnswer(deps: Deps, tx: SchoolTx, request: OfLetter): Promise<void> {
  const { actor } = request;
  const row = await lockSeen(tx, request);
  const isBack = row.answerId !== null && (await withdrawOutbox(tx, row.answerId, deps.now()));
  if (!isBack) throw new DomainError('wrong_state', { field: 'answer' });
  await appendAudit(tx, deps.now(), { event: 'letter_answer_withdrawn', actor, subject: row.id });
  await setIncomingLetter(tx, row.id, {
    ...{ state: 'waiting', orderIds: row.orderIds, answerId: null, by: actor.id },
  });
}
