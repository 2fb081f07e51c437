import type { LetterDetail, LetterList, LetterRow, LetterTab } from '@mleg/contract/mailbox';
import type { OrderList } from '@mleg/contract/order';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { DomainError } from '@mleg/core/errors';
import type { SchoolCipher } from '../../keys/vault.ts';
import {
  countIncomingLetters,
  filesOfLetter,
  type IncomingLetterRow,
  incomingLetter,
  incomingPicture,
  listIncomingLetters,
  urgentLetters,
} from '../../store/incoming-letters.ts';
import { schoolMailbox } from '../../store/mailboxes.ts';
import { orderById } from '../../store/orders.ts';
import { outboxTimes } from '../../store/outbox.ts';
import { homonymsOf, pupilById } from '../../store/pupils.ts';
import { schoolCipher } from '../../store/school-cipher.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import type { SchoolDeps } from '../school-deps.ts';
import { toIsoTime } from '../time.ts';
import { filePlaces, type LetterContent, openContent } from './letter-content.ts';

type Deps = Pick<SchoolDeps, 'vault'>;
type Shown = NonNullable<LetterRow['pupil']>;

const stateOfTab = { to_confirm: 'waiting', questions: 'question', done: 'done' } as const;

/** The mailbox page: a tab of letters, counts, and how the mailbox itself is. */
export async function readLetters(
  deps: Deps,
  tx: SchoolTx,
  query: { readonly tab?: LetterTab | undefined; readonly from?: number | undefined },
): Promise<LetterList> {
  const state = stateOfTab[query.tab ?? 'to_confirm'];
  const counts = await countIncomingLetters(tx);
  const cipher = await schoolCipher(tx, deps.vault);
  const rows = await listIncomingLetters(tx, state, query.from ?? 0);
  const letters: LetterRow[] = [];
  for (const row of rows) letters.push(await toRow(tx, row, contentOf(cipher, row)));
  const mailbox = await schoolMailbox(tx);
  return {
    counts: {
      to_confirm: counts.get('waiting') ?? 0,
      questions: counts.get('question') ?? 0,
      done: counts.get('done') ?? 0,
    },
    letters,
    total: counts.get(state) ?? 0,
    mailbox: mailbox
      ? {
          address: mailbox.address,
          checkedAt: mailbox.checkedAt === null ? null : toIsoTime(mailbox.checkedAt),
          problem: mailbox.problem,
        }
      : null,
  };
}

function contentOf(cipher: SchoolCipher, { id, contentSealed }: IncomingLetterRow): LetterContent {
  if (contentSealed === null) throw new DomainError('not_found');
  return openContent(cipher, id, contentSealed);
}

async function shownPupil(tx: SchoolTx, pupilId: string): Promise<Shown | undefined> {
  const pupil = await pupilById(tx, pupilId);
  return (
    pupil && {
      id: pupil.id,
      name: `${pupil.surname} ${pupil.givenNames}`,
      classGroup: pupil.classGroup,
      birthDate: pupil.bornOn,
    }
  );
}

async function toRow(tx: SchoolTx, row: IncomingLetterRow, content: LetterContent): Promise<LetterRow> {
  const { proposals, from, known, subject } = content;
  const [only] = proposals.length === 1 ? proposals : [];
  const clues = only?.clues ?? [];
  return {
    id: row.id,
    at: toIsoTime(row.cameAt),
    channel: row.channel,
    sender: { name: from.name, email: from.email, known: known !== null },
    subject,
    intent: row.intent as LetterRow['intent'],
    decision: row.decision,
    pupil: only?.pupilId ? ((await shownPupil(tx, only.pupilId)) ?? null) : null,
    pupilCount: proposals.length,
    clues: { agreed: clues.filter(({ agrees }) => agrees).length, of: clues.length },
    files: row.files,
  };
}

/** Letters that report a loss, for the top of the queue (rules.md C4). */
export async function readLossLetters(deps: Deps, tx: SchoolTx): Promise<OrderList['lossLetters']> {
  const rows = await urgentLetters(tx);
  if (rows.length === 0) return [];
  const cipher = await schoolCipher(tx, deps.vault);
  const letters: OrderList['lossLetters'] = [];
  for (const row of rows) {
    const { sender, pupil, at } = await toRow(tx, row, contentOf(cipher, row));
    letters.push({
      id: row.id,
      at,
      sender: sender.name || (sender.email ?? ''),
      pupilName: pupil?.name ?? null,
    });
  }
  return letters;
}

/** One letter with everything needed to say whose it is. @throws DomainError not_found */
export async function readLetter(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  id: string,
): Promise<LetterDetail> {
  const row = await incomingLetter(tx, id);
  if (row === undefined || row.state === 'not_ours') throw new DomainError('not_found');
  const cipher = await schoolCipher(tx, deps.vault);
  const content = contentOf(cipher, row);
  const receipt = row.receiptId === null ? undefined : await outboxTimes(tx, row.receiptId);
  const answer = row.answerId === null ? undefined : await outboxTimes(tx, row.answerId);
  const undoUntil =
    answer?.endedAt === null && answer.sendAt !== null && answer.sendAt > deps.now() ? answer.sendAt : null;
  const sentTo = content.known ? content.known.email : content.from.email;
  return {
    ...(await toRow(tx, row, content)),
    ...{ version: row.version, state: row.state, body: content.body, isCut: content.isCut },
    uploads: await uploadsOf(tx, cipher, id),
    proposals: await proposalsOf(tx, content),
    flags: [...content.flags],
    receipt:
      content.receipt === null || sentTo === null
        ? null
        : {
            text: content.receipt,
            sentAt: receipt?.endedAt ? toIsoTime(receipt.endedAt) : null,
            to: sentTo,
          },
    orders: await ordersOf(tx, row),
    undoUntil: undoUntil === null ? null : toIsoTime(undoUntil),
    deletedOn: warsawDayOf(row.deleteAt),
  };
}

async function uploadsOf(
  tx: SchoolTx,
  cipher: SchoolCipher,
  letterId: string,
): Promise<LetterDetail['uploads']> {
  const files = await filesOfLetter(tx, letterId);
  return files.map(({ id, nameSealed, bytes, hasPicture, reasons }) => ({
    id,
    name: cipher.openText(filePlaces.name(id), nameSealed),
    bytes: Number(bytes),
    url: hasPicture ? `/api/letters/${letterId}/files/${id}` : null,
    reasons,
  }));
}

async function proposalsOf(tx: SchoolTx, { proposals }: LetterContent): Promise<LetterDetail['proposals']> {
  const shown: LetterDetail['proposals'] = [];
  for (const { pupilId, candidates, classWritten, fileId, clues } of proposals) {
    const others = [];
    for (const candidate of candidates.slice(0, 8)) {
      const found = await shownPupil(tx, candidate);
      if (found) others.push(found);
    }
    shown.push({
      pupil: pupilId === null ? null : ((await shownPupil(tx, pupilId)) ?? null),
      candidates: others,
      classWritten,
      fileId,
      clues: [...clues],
      hasHomonyms: pupilId !== null && (await homonymsOf(tx, pupilId)).length > 0,
    });
  }
  return shown;
}

async function ordersOf(tx: SchoolTx, { orderIds }: IncomingLetterRow): Promise<LetterDetail['orders']> {
  const orders = [];
  for (const id of orderIds) {
    const order = await orderById(tx, id);
    const pupil = order && (await pupilById(tx, order.pupilId));
    if (order && pupil)
      orders.push({ id, caseNumber: order.caseNumber, pupilName: `${pupil.surname} ${pupil.givenNames}` });
  }
  return orders;
}

/** The picture of a letter's file, as it would become the pupil's (JPEG 700x900). @throws DomainError not_found */
export async function openLetterPicture(
  deps: Deps,
  tx: SchoolTx,
  { letterId, fileId }: { readonly letterId: string; readonly fileId: string },
): Promise<Buffer> {
  const sealed = await incomingPicture(tx, letterId, fileId);
  if (sealed === undefined) throw new DomainError('not_found');
  return (await schoolCipher(tx, deps.vault)).open(filePlaces.picture(fileId), sealed);
}
