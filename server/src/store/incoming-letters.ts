import type { LetterChannel, LetterState } from '@mleg/core/catalogue/mailbox';
import { firstRow, onlyRow, type SchoolTx } from './tenant.ts';

/** A letter that was taken in; what it says is in the envelope. */
export type IncomingLetterRow = {
  readonly id: string;
  readonly channel: LetterChannel;
  /** Its names in the mailbox: more than one where it was delivered twice. */
  readonly places: string[];
  readonly state: LetterState;
  readonly version: number;
  readonly intent: string;
  readonly decision: 'auto_draft' | 'human_review' | 'ask_sender' | 'urgent_revoke';
  readonly contentSealed: Buffer | null;
  readonly orderIds: string[];
  readonly cameAt: number;
  readonly receiptId: string | null;
  readonly answerId: string | null;
  readonly deleteAt: number;
  readonly files: number;
};

export type IncomingFileRow = {
  readonly id: string;
  readonly number: number;
  readonly nameSealed: Buffer;
  readonly bytes: number;
  readonly hasPicture: boolean;
  readonly reasons: string[];
};

const PAGE = 100;
const COLUMNS = `l.id, l.channel, l.places, l.state, l.version, l.intent, l.decision, l.content_sealed as "contentSealed",
  l.order_ids as "orderIds", l.came_at as "cameAt", l.receipt_id as "receiptId", l.answer_id as "answerId",
  l.delete_at as "deleteAt", (select count(*) from incoming_file f where f.school_id = l.school_id
    and f.letter_id = l.id)::int as files`;

const INSERT = {
  name: 'incoming-letter-insert',
  text: `insert into incoming_letter (school_id, id, channel, fingerprint, sender_index, places, intent, decision, content_sealed,
      came_at, delete_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (fingerprint, school_id) do nothing returning id`,
};
const INSERT_FILE = {
  name: 'incoming-file-insert',
  text: `insert into incoming_file (school_id, id, letter_id, number, name_sealed, bytes, picture_sealed, reasons)
    values ($1, $2, $3, $4, $5, $6, $7, $8)`,
};
const KNOWN = {
  name: 'incoming-letter-known',
  text: 'select state, places from incoming_letter where school_id = $1 and fingerprint = $2',
};
const ADD_PLACE = {
  name: 'incoming-letter-add-place',
  text: `update incoming_letter set places = places || $3::text
    where school_id = $1 and fingerprint = $2 and cardinality(places) < 20`,
};
const BY_ID = {
  name: 'incoming-letter-by-id',
  text: `select ${COLUMNS} from incoming_letter l where l.school_id = $1 and l.id = $2 and l.state <> 'not_ours'`,
};
const LOCK = {
  name: 'incoming-letter-lock',
  text: `select id from incoming_letter where school_id = $1 and id = $2 for update`,
};
const WAITING = {
  name: 'incoming-letter-waiting',
  text: `select ${COLUMNS} from incoming_letter l where l.school_id = $1 and l.state = $2
    order by (l.decision = 'urgent_revoke') desc, l.came_at, l.id limit ${PAGE} offset $3`,
};
const DONE = {
  name: 'incoming-letter-done',
  text: `select ${COLUMNS} from incoming_letter l where l.school_id = $1 and l.state = 'done'
    order by l.came_at desc, l.id limit ${PAGE} offset $2`,
};
const COUNTS = {
  name: 'incoming-letter-counts',
  text: `select state, count(*)::int as count from incoming_letter where school_id = $1 group by state`,
};
const FILES = {
  name: 'incoming-file-list',
  text: `select id, number, name_sealed as "nameSealed", bytes, picture_sealed is not null as "hasPicture", reasons
    from incoming_file where school_id = $1 and letter_id = $2 order by number`,
};
const PICTURE = {
  name: 'incoming-file-picture',
  text: `select picture_sealed as sealed from incoming_file where school_id = $1 and letter_id = $2 and id = $3
    and picture_sealed is not null`,
};
const SET = {
  name: 'incoming-letter-set',
  text: `update incoming_letter set state = $3, order_ids = $4, answer_id = $5, done_by = $6, version = version + 1
    where school_id = $1 and id = $2`,
};
const FORGET = {
  name: 'incoming-letter-forget',
  text: `update incoming_letter set state = 'not_ours', content_sealed = null, places = '{}', done_by = $3,
      version = version + 1
    where school_id = $1 and id = $2`,
};
const FORGET_FILES = {
  name: 'incoming-file-forget',
  text: 'delete from incoming_file where school_id = $1 and letter_id = $2',
};
const DUE = {
  name: 'incoming-letter-due',
  text: `select id, places from incoming_letter where school_id = $1 and delete_at <= $2 order by delete_at limit 200`,
};
const DELETE = {
  name: 'incoming-letter-delete',
  text: 'delete from incoming_letter where school_id = $1 and id = any($2)',
};
const RECEIPTS = {
  name: 'incoming-letter-receipts',
  text: `select count(*)::int as "ofSchool", count(*) filter (where sender_index = $3)::int as "ofSender"
    from incoming_letter where school_id = $1 and came_at > $2 and receipt_id is not null`,
};

export type NewIncomingLetter = Pick<
  IncomingLetterRow,
  'id' | 'channel' | 'places' | 'intent' | 'decision' | 'cameAt' | 'deleteAt'
> & { readonly fingerprint: Buffer; readonly senderIndex: Buffer; readonly contentSealed: Buffer };

/** Takes a letter in; false for one that is there already. */
export async function insertIncomingLetter(tx: SchoolTx, letter: NewIncomingLetter): Promise<boolean> {
  const { id, channel, fingerprint, senderIndex, places, intent, decision, contentSealed } = letter;
  const values = [tx.school, id, channel, fingerprint, senderIndex, places, intent, decision, contentSealed];
  return (await tx.run(INSERT, [...values, letter.cameAt, letter.deleteAt])).length > 0;
}

const COMPLETE = {
  name: 'incoming-letter-complete',
  text: `update incoming_letter set order_ids = $3, receipt_id = $4, content_sealed = $5
    where school_id = $1 and id = $2`,
};

/** What came of a letter in the transaction that took it in. */
export async function completeIncomingLetter(
  tx: SchoolTx,
  id: string,
  come: {
    readonly orderIds: readonly string[];
    readonly receiptId: string | null;
    readonly contentSealed: Buffer;
  },
): Promise<void> {
  await tx.run(COMPLETE, [tx.school, id, come.orderIds, come.receiptId, come.contentSealed]);
}

/** Keeps what is known of a file of a letter, and its picture. */
export async function insertIncomingFile(
  tx: SchoolTx,
  file: Omit<IncomingFileRow, 'hasPicture'> & {
    readonly letterId: string;
    readonly pictureSealed: Buffer | null;
  },
): Promise<void> {
  const { id, letterId, number, nameSealed, bytes, pictureSealed, reasons } = file;
  await tx.run(INSERT_FILE, [tx.school, id, letterId, number, nameSealed, bytes, pictureSealed, reasons]);
}

/**
 * How far a letter is that was taken in before; undefined for a new one.
 * @param place a name under which it lies in the mailbox, so that this copy is deleted with the others
 */
export async function knownLetterState(
  tx: SchoolTx,
  fingerprint: Buffer,
  place: string | null,
): Promise<LetterState | undefined> {
  const [known] = await tx.run<{ state: LetterState; places: string[] }>(KNOWN, [tx.school, fingerprint]);
  if (known !== undefined && known.state !== 'not_ours' && place !== null && !known.places.includes(place))
    await tx.run(ADD_PLACE, [tx.school, fingerprint, place]);
  return known?.state;
}

export async function incomingLetter(tx: SchoolTx, id: string): Promise<IncomingLetterRow | undefined> {
  return firstRow(await tx.run<IncomingLetterRow>(BY_ID, [tx.school, id]));
}

/** The letter, locked until the transaction ends. */
export async function lockIncomingLetter(tx: SchoolTx, id: string): Promise<IncomingLetterRow | undefined> {
  await tx.run(LOCK, [tx.school, id]);
  return incomingLetter(tx, id);
}

/** At most 100 letters from a place on: what waits with reports of loss first and then the oldest, what is done the newest first. */
export function listIncomingLetters(
  tx: SchoolTx,
  state: Exclude<LetterState, 'not_ours'>,
  from: number,
): Promise<IncomingLetterRow[]> {
  return state === 'done'
    ? tx.run<IncomingLetterRow>(DONE, [tx.school, from])
    : tx.run<IncomingLetterRow>(WAITING, [tx.school, state, from]);
}

const URGENT = {
  name: 'incoming-letter-urgent',
  text: `select ${COLUMNS} from incoming_letter l where l.school_id = $1 and l.state = 'waiting'
    and l.decision = 'urgent_revoke' order by l.came_at, l.id limit 20`,
};

/** Letters that report a loss and wait for somebody, the oldest 20. */
export function urgentLetters(tx: SchoolTx): Promise<IncomingLetterRow[]> {
  return tx.run<IncomingLetterRow>(URGENT, [tx.school]);
}

export async function countIncomingLetters(tx: SchoolTx): Promise<Map<LetterState, number>> {
  const rows = await tx.run<{ state: LetterState; count: number }>(COUNTS, [tx.school]);
  return new Map(rows.map(({ state, count }) => [state, count]));
}

export function filesOfLetter(tx: SchoolTx, letterId: string): Promise<IncomingFileRow[]> {
  return tx.run<IncomingFileRow>(FILES, [tx.school, letterId]);
}

/** The sealed picture of a letter's file. */
export async function incomingPicture(
  tx: SchoolTx,
  letterId: string,
  fileId: string,
): Promise<Buffer | undefined> {
  return firstRow(await tx.run<{ sealed: Buffer }>(PICTURE, [tx.school, letterId, fileId]))?.sealed;
}

/** Writes how far the office is with a letter. */
export async function setIncomingLetter(
  tx: SchoolTx,
  id: string,
  set: {
    readonly state: Exclude<LetterState, 'not_ours'>;
    readonly orderIds: readonly string[];
    readonly answerId: string | null;
    readonly by: string;
  },
): Promise<void> {
  await tx.run(SET, [tx.school, id, set.state, set.orderIds, set.answerId, set.by]);
}

/** Forgets what a letter that is not ours says; it is not taken in again (rules.md O4). */
export async function forgetIncomingLetter(tx: SchoolTx, id: string, by: string): Promise<void> {
  await tx.run(FORGET_FILES, [tx.school, id]);
  await tx.run(FORGET, [tx.school, id, by]);
}

/** Letters whose day has come, at most 200, with their places in the mailbox. */
export function lettersToDelete(
  tx: SchoolTx,
  at: number,
): Promise<{ readonly id: string; readonly places: readonly string[] }[]> {
  return tx.run(DUE, [tx.school, at]);
}

export async function deleteIncomingLetters(tx: SchoolTx, ids: readonly string[]): Promise<void> {
  await tx.run(DELETE, [tx.school, ids]);
}

/** How many receipts were written for letters that came since a moment: to a sender, and in all. */
export async function countReceipts(
  tx: SchoolTx,
  sinceAt: number,
  senderIndex: Buffer,
): Promise<{ readonly ofSchool: number; readonly ofSender: number }> {
  const rows = await tx.run<{ ofSchool: number; ofSender: number }>(RECEIPTS, [
    tx.school,
    sinceAt,
    senderIndex,
  ]);
  return onlyRow(rows);
}
