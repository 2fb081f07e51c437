import type { LetterDetail, LetterList, LetterTab, MailboxTrial } from '@mleg/contract/mailbox';
import { DomainError } from '@mleg/core/errors';
import { readPhoto } from '../../photo/read-photo.ts';
import { inSchool, type SchoolTx } from '../../store/tenant.ts';
import * as acts from '../mailbox/act-on-letter.ts';
import * as letters from '../mailbox/read-letters.ts';
import { inMailbox, tryMailbox } from '../mailbox/read-mailbox.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';

type OfLetter = Acting & { readonly letterId: string; readonly version: number };

/** The mailbox page. */
export function listLetters(
  deps: SchoolDeps,
  school: number,
  query: { readonly tab?: LetterTab | undefined; readonly from?: number | undefined },
): Promise<LetterList> {
  return inSchool(deps.store, school, (tx) => letters.readLetters(deps, tx, query));
}

/** One letter. @throws DomainError not_found */
export function readLetter(
  deps: SchoolDeps,
  { school, letterId }: { readonly school: number; readonly letterId: string },
): Promise<LetterDetail> {
  return inSchool(deps.store, school, (tx) => letters.readLetter(deps, tx, letterId));
}

/** A picture of a letter (JPEG). @throws DomainError not_found */
export function readLetterPicture(
  deps: SchoolDeps,
  at: { readonly school: number; readonly letterId: string; readonly fileId: string },
): Promise<Buffer> {
  return inSchool(deps.store, at.school, (tx) => letters.openLetterPicture(deps, tx, at));
}

function act(
  deps: SchoolDeps,
  request: OfLetter,
  work: (tx: SchoolTx) => Promise<unknown>,
): Promise<LetterDetail> {
  return inSchool(deps.store, request.school, async (tx) => {
    await work(tx);
    return letters.readLetter(deps, tx, request.letterId);
  });
}

/**
 * Says whose a letter is. Its pictures are read before anything is written.
 * @throws DomainError as confirmLetter of the room; photo_unreadable, rate_limited
 */
export async function confirmLetter(
  deps: SchoolDeps,
  request: OfLetter & {
    readonly pupils: readonly { readonly pupilId: string; readonly fileId: string | null }[];
  },
): Promise<LetterDetail> {
  const { school, letterId, actor } = request;
  if (new Set(request.pupils.map(({ pupilId }) => pupilId)).size < request.pupils.length)
    throw new DomainError('invalid_input', { field: 'pupils', rule: 'twice' });
  const pupils: {
    pupilId: string;
    fileId: string | null;
    photo: Awaited<ReturnType<typeof readPhoto>> | undefined;
  }[] = [];
  for (const { pupilId, fileId } of request.pupils) {
    const bytes = fileId === null ? undefined : await readLetterPicture(deps, { school, letterId, fileId });
    pupils.push({ pupilId, fileId, photo: bytes && (await readPhoto(bytes, { school, account: actor.id })) });
  }
  return act(deps, request, (tx) => acts.confirmLetter(deps, tx, { ...request, pupils }));
}

/**
 * Sets a letter aside; one that is not ours is made unread again in the mailbox, as a person would have found it.
 * @throws DomainError as setLetterAside of the room
 */
export async function setLetterAside(
  deps: SchoolDeps,
  request: OfLetter & { readonly as: 'question' | 'done' | 'not_ours' },
): Promise<void> {
  const places = await inSchool(deps.store, request.school, (tx) => acts.setLetterAside(deps, tx, request));
  if (places.length === 0) return;
  // What stays marked there is a person's to unmark: nothing of the letter is here any more.
  await inMailbox(deps, request.school, async (box) => {
    for (const place of places) await box.markUnread(place);
  }).catch(() => undefined);
}

/** Answers in own words. @throws DomainError as answerLetter of the room */
export function answerLetter(
  deps: SchoolDeps,
  request: OfLetter & { readonly text: string },
): Promise<LetterDetail> {
  return act(deps, request, (tx) => acts.answerLetter(deps, tx, request));
}

/** Takes the answer back. @throws DomainError as withdrawAnswer of the room */
export function withdrawAnswer(deps: SchoolDeps, request: OfLetter): Promise<LetterDetail> {
  return act(deps, request, (tx) => acts.withdrawAnswer(deps, tx, request));
}

/** Tries the connection: nothing is read, marked or kept. @throws DomainError wrong_state where none is connected */
export async function tryConnection(deps: SchoolDeps, school: number): Promise<MailboxTrial> {
  const tried = await tryMailbox(deps, school);
  if (tried === undefined) throw new DomainError('wrong_state', { field: 'mailbox' });
  return tried;
}
