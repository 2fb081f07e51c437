import { createHash } from 'node:crypto';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import type { LetterChannel } from '@mleg/core/catalogue/mailbox';
import { DomainError } from '@mleg/core/errors';
import { tidyFileName } from '@mleg/core/matching/check-files';
import { cluesOf } from '@mleg/core/matching/clues';
import type { IntakeMessage, Proposal } from '@mleg/core/matching/message';
import { proposeCase } from '@mleg/core/matching/propose';
import { readSender } from '@mleg/core/matching/read-sender';
import { appendAudit } from '../../audit/append.ts';
import type { SchoolCipher } from '../../keys/vault.ts';
import type { ParsedLetter } from '../../mailbox/parse-letter.ts';
import { detectImageType } from '../../photo/image-type.ts';
import { isPhotoKind, type ReadPhoto, readPhoto } from '../../photo/read-photo.ts';
import { newId } from '../../store/ids.ts';
import {
  completeIncomingLetter,
  insertIncomingFile,
  insertIncomingLetter,
  knownLetterState,
  type NewIncomingLetter,
} from '../../store/incoming-letters.ts';
import { enterPupilCase } from '../../store/pupil-case.ts';
import { schoolCipher } from '../../store/school-cipher.ts';
import { inSavepoint, inSchool, type SchoolTx } from '../../store/tenant.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';
import { draftOrder } from './draft-order.ts';
import { filePlaces, type LetterContent, type LetterProposal, sealContent } from './letter-content.ts';
import { type MatchingRegister, readMatchingRegister } from './matching-register.ts';
import { type DraftedCase, writeReceipt } from './receipt.ts';

type Deps = Pick<SchoolDeps, 'store' | 'vault' | 'now' | 'config'>;

/** A letter or a message of a journal, before anybody knows whose it is. */
export type Incoming = {
  readonly channel: LetterChannel;
  readonly letter: ParsedLetter;
  /** A journal says who is logged in; a From line only claims. */
  readonly account?: IntakeMessage['account'];
  /** Its name in the mailbox. */
  readonly place: string | null;
  /** The school's own address, which answers are to come back to. */
  readonly address: string | null;
  readonly actor: Acting['actor'];
};

/**
 * `taken`: kept, with its receipt. `known`: it came before. `not_ours`: nothing is kept of it, and it is not touched (rules.md
 * O4).
 */
export type TakenIn = { readonly outcome: 'taken' | 'known' | 'not_ours'; readonly id: string | null };

/** So long a letter with its pictures is kept, here and in the mailbox. */
export const letterKeptSeconds = 30 * 86_400;
/** Pictures of one letter that are looked at. */
const PICTURES_MAX = 8;

/** Keyed by what names the letter, else by all of it: the same letter is taken in once. */
function fingerprintOf({ vault }: Deps, school: number, { letter, channel }: Incoming): Buffer {
  const { messageId, from, subject, body, files } = letter;
  const hashes = files.map(({ bytes }) => sha256(bytes));
  const named = messageId ?? JSON.stringify([from, subject, body, hashes]);
  return vault.mac('letter', `${school}|${channel}|${named}`);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Takes a letter in: whose it is, what it wants, what the office is shown. Letter, receipt and, where everything is certain,
 * the proposed order are written in one transaction; it may come again, and is then known.
 * @throws DomainError rate_limited, unavailable: it is tried again later
 */
export async function takeIn(deps: Deps, school: number, incoming: Incoming): Promise<TakenIn> {
  const fingerprint = fingerprintOf(deps, school, incoming);
  const before = await inSchool(deps.store, school, async (tx) => {
    const state = await knownLetterState(tx, fingerprint, incoming.place);
    return state === undefined ? { register: await readMatchingRegister(deps, tx) } : { state };
  });
  if (before.register === undefined)
    return { outcome: before.state === 'not_ours' ? 'not_ours' : 'known', id: null };
  const { register } = before;
  const today = warsawDayOf(deps.now());
  const message = toMessage(incoming, register);
  const proposal = proposeCase(message, register.index, today);
  const { decision } = proposal;
  if (decision === 'ignore') return { outcome: 'not_ours', id: null };
  const files = await readFiles(incoming, { school, account: incoming.actor.id });
  const one = { incoming, fingerprint, register, message, proposal, decision, files, today, id: newId() };
  const isNew = await inSchool(deps.store, school, (tx) => keep(deps, tx, one));
  return isNew ? { outcome: 'taken', id: one.id } : { outcome: 'known', id: null };
}

function toMessage({ letter, account, channel }: Incoming, register: MatchingRegister): IntakeMessage {
  const { from, subject, body, headers, files } = letter;
  return {
    channel: channel === 'journal' ? 'ejournal' : 'email',
    ...(account ? { account } : { from }),
    ...{ subject, body, headers },
    openCases: register.openCases,
    credentials: register.credentials,
    files: files.map(({ name, type, bytes }) => ({
      ...{ name, type, size: bytes.length, sha256: sha256(bytes) },
      magic: magicOf(bytes),
    })),
  };
}

/** The first bytes, in both spellings that matching reads. */
function magicOf(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 12));
  return detectImageType(bytes) === undefined
    ? undefined
    : `${start.toString('hex')} ${start.toString('latin1')}`;
}

type TakenFile = {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly photo: ReadPhoto | undefined;
  readonly reasons: readonly string[];
};

/** Each file with what it is as a photo; what is none, or hostile, keeps its reason and nothing else. */
async function readFiles(
  { letter }: Incoming,
  lane: { readonly school: number; readonly account: string },
): Promise<TakenFile[]> {
  const taken: TakenFile[] = [];
  let pictures = 0;
  for (const { name, bytes } of letter.files) {
    const file = { id: newId(), name, bytes: bytes.length };
    const kind = detectImageType(bytes);
    if (!isPhotoKind(kind)) {
      taken.push({ ...file, photo: undefined, reasons: [kind === 'unknown' ? 'no_picture' : kind] });
      continue;
    }
    pictures += 1;
    if (pictures > PICTURES_MAX) taken.push({ ...file, photo: undefined, reasons: ['too_many'] });
    else taken.push({ ...file, ...(await tryPhoto(bytes, lane)) });
  }
  return taken;
}

async function tryPhoto(
  bytes: Uint8Array,
  lane: { readonly school: number; readonly account: string },
): Promise<Pick<TakenFile, 'photo' | 'reasons'>> {
  try {
    const photo = await readPhoto(bytes, lane);
    return { photo, reasons: photo.reasons };
  } catch (error) {
    // Too many photos are being read: the letter waits, it is not worse for it.
    if (!(error instanceof DomainError) || error.type === 'rate_limited') throw error;
    return { photo: undefined, reasons: [String(error.details['reason'] ?? error.type)] };
  }
}

type One = {
  readonly id: string;
  readonly incoming: Incoming;
  readonly fingerprint: Buffer;
  readonly register: MatchingRegister;
  readonly message: IntakeMessage;
  readonly proposal: Proposal;
  readonly decision: NewIncomingLetter['decision'];
  readonly files: readonly TakenFile[];
  readonly today: string;
};

async function keep(deps: Deps, tx: SchoolTx, one: One): Promise<boolean> {
  const { id, incoming, proposal } = one;
  const cipher = await schoolCipher(tx, deps.vault);
  const content = contentOf(one);
  const senderIndex = deps.vault.schoolIndex(tx.school, 'guardian_email', senderOf(incoming));
  const row: NewIncomingLetter = {
    ...{ id, channel: incoming.channel, fingerprint: one.fingerprint, senderIndex },
    places: incoming.place === null ? [] : [incoming.place],
    intent: proposal.intent,
    decision: one.decision,
    contentSealed: sealContent(cipher, id, content),
    cameAt: deps.now(),
    deleteAt: deps.now() + letterKeptSeconds,
  };
  // Another process was faster, or the same letter lies there twice.
  if (!(await insertIncomingLetter(tx, row))) return false;
  await keepFiles(tx, cipher, one);
  await appendAudit(tx, deps.now(), { event: 'letter_received', actor: incoming.actor, subject: id });
  const drafted = one.decision === 'auto_draft' ? await draft(deps, tx, one, content.proposals) : [];
  const receipt = await writeReceipt(deps, tx, {
    letterId: id,
    incoming,
    proposal,
    content,
    drafted,
    senderIndex,
  });
  await completeIncomingLetter(tx, id, {
    orderIds: drafted.map(({ orderId }) => orderId),
    receiptId: receipt?.outboxId ?? null,
    contentSealed: sealContent(cipher, id, { ...content, receipt: receipt?.text ?? null }),
  });
  return true;
}

async function keepFiles(tx: SchoolTx, cipher: SchoolCipher, { id: letterId, files }: One): Promise<void> {
  for (const [number, { id, name, bytes, photo, reasons }] of files.entries()) {
    await insertIncomingFile(tx, {
      ...{ id, letterId, number, bytes, reasons: [...reasons] },
      nameSealed: cipher.seal(filePlaces.name(id), name),
      pictureSealed: photo ? cipher.seal(filePlaces.picture(id), photo.master) : null,
    });
  }
}

/** Lower case, as an index needs it; an account's name where there is no address. */
function senderOf({ letter, account }: Incoming): string {
  return (account?.guardian ?? letter.from.email).trim().toLowerCase();
}

function contentOf(one: One): LetterContent {
  const { incoming, proposal, files, message, register, today } = one;
  const { from, subject, body, isCut, messageId = null, references } = incoming.letter;
  const fileOf = new Map(files.map(({ name, id }) => [tidyFileName(name).name, id]));
  return {
    from: incoming.account
      ? { name: incoming.account.guardian, email: null }
      : { name: from.name, email: from.email },
    known: knownOf(one),
    ...{ subject, body, isCut, messageId, references: [...references] },
    proposals: proposal.pupils.map(
      ({ match, candidates, classWritten, photo }): LetterProposal => ({
        pupilId: match,
        candidates: candidates ?? [],
        classWritten,
        fileId: photo === null ? null : (fileOf.get(photo) ?? null),
        clues: match === null ? [] : cluesOf(message, register.index, match, today),
      }),
    ),
    flags: proposal.flags,
    receipt: null,
    takenBy: incoming.actor.id,
  };
}

/** The register's own spelling of an address that it knows: answers go there, never to what a letter claims. */
function knownOf({ incoming, message, register }: One): LetterContent['known'] {
  const { children, kind } = readSender(message, register.index);
  if (kind === 'unknown' || (incoming.account !== undefined && children.length === 0)) return null;
  if (incoming.account !== undefined) return { email: null, language: 'pl' };
  const email = senderOf(incoming);
  const guardians = children.flatMap((child) => register.index.pupils[child]?.guardians ?? []);
  const listed = guardians.find((one) => one.email?.trim().toLowerCase() === email);
  return { email: listed?.email?.trim() ?? null, language: register.languageOf.get(email) ?? 'pl' };
}

/** Opens the cases of pupils who are certain; where the rules say no for one, a person looks. */
async function draft(
  deps: Deps,
  tx: SchoolTx,
  { incoming, files, register }: One,
  proposals: readonly LetterProposal[],
): Promise<DraftedCase[]> {
  const drafted: DraftedCase[] = [];
  for (const { pupilId, fileId } of proposals) {
    if (pupilId === null) continue;
    const photo = files.find(({ id }) => id === fileId)?.photo;
    if (photo === undefined) continue;
    const pupilCase = await enterPupilCase(deps, tx, { pupilId });
    const { name, email } = incoming.letter.from;
    const sender = incoming.account ? { name: incoming.account.guardian, email: null } : { name, email };
    const order = { channel: incoming.channel, sender, photo, actor: incoming.actor };
    const placed = await inSavepoint(tx, () => draftOrder(deps, pupilCase, order)).catch(unlessRefused);
    if (placed === undefined) continue;
    const child = register.index.pupils[register.index.byId.get(pupilId) ?? -1];
    drafted.push({ orderId: placed.id, child: child?.givenNames ?? '', dueOn: placed.dueOn });
  }
  return drafted;
}

function unlessRefused(error: unknown): undefined {
  if (error instanceof DomainError && error.type !== 'unavailable') return undefined;
  throw error;
}
