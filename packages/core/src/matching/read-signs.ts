import { cautionsOf } from './cautions.ts';
import { classNear, type Evidence, textOf } from './choose-by-facts.ts';
import { compareClass, type WrittenClass } from './class-written.ts';
import type { FoundPupil, FoundPupils } from './find-pupils.ts';
import type { GivenPhotos } from './give-photos.ts';
import type { IntakeMessage, RegisterPupil } from './message.ts';
import type { ReadIntent } from './read-intent.ts';
import type { ReadMessage } from './read-message.ts';
import { type Sender, type Standing, standingOf } from './read-sender.ts';
import { speaksOfChild } from './relations.ts';

/** Everything that was read of one message. */
export type Case = {
  readonly message: IntakeMessage;
  readonly read: ReadMessage;
  readonly sender: Sender;
  readonly evidence: Evidence;
  readonly pupils: FoundPupils;
  readonly photos: GivenPhotos;
  readonly intent: ReadIntent;
  /** `YYYY-MM-DD` in Poland. */
  readonly today: string;
};

/** What was seen of a case; what stands in `held` too keeps a draft back for a person. */
export type Signs = { readonly flags: Set<string>; readonly held: Set<string> };

/** Flags of the reading that always ask for a person. */
const holding: readonly string[] = [
  ...[
    'suspicious_text',
    'mixed_topics',
    'screenshot_suspected',
    'cut_short',
    'not_looked_inside',
    'form_attached',
  ],
];

function hold({ flags, held }: Signs, flag: string): void {
  flags.add(flag);
  held.add(flag);
}

/** Whether a message wants an ID, so that a draft may come of it. */
export function isOrder({ intent }: Pick<Case, 'intent'>): boolean {
  return intent.intent === 'issue' || intent.intent === 'photo_only' || intent.intent === 'reissue';
}

/** The class that a message writes for a pupil: of several the one that fits best. */
export function classOf(
  { evidence, pupils }: Case,
  { pupil, mentions }: FoundPupil,
): WrittenClass | undefined {
  const { message, index, isLastYearKnown } = evidence;
  const known = index.pupils[pupil]?.classGroup ?? '';
  const near = mentions.flatMap((mention) => classNear(mention, evidence) ?? []);
  const all = near.length > 0 || pupils.found.length > 1 ? near : message.classes;
  const rank = { same: 0, level: 1, last_year: 2, different: 3 } as const;
  const rankOf = (one: WrittenClass): number => rank[compareClass(one, known, isLastYearKnown)];
  return all.toSorted((a, b) => rankOf(a) - rankOf(b))[0];
}

/** All signs of a case. */
export function readSigns(one: Case): Signs {
  const signs: Signs = { flags: new Set(), held: new Set() };
  const { read, pupils, photos, intent } = one;
  for (const flag of [...read.flags, ...read.files.flags, ...intent.flags]) signs.flags.add(flag);
  for (const flag of holding) if (signs.flags.has(flag)) signs.held.add(flag);
  for (const flag of photos.flags) hold(signs, flag);
  if (isOrder(one)) for (const flag of cautionsOf(textOf(read))) hold(signs, flag);
  readWho(one, signs);
  readNumbers(one, signs);
  for (const each of pupils.found) readPupil(one, each, signs);
  if (isOrder(one)) readOrder(one, signs);
  return signs;
}

/** Who sends it, and whether all names are known. */
function readWho({ sender, pupils, read }: Case, signs: Signs): void {
  const isUnread = pupils.unclear.length > 0 || pupils.hasStranger;
  if (sender.kind === 'unknown' && !isUnread) hold(signs, 'sender_unknown');
  if (pupils.hasConflict) hold(signs, 'signs_disagree');
  if (pupils.hasStranger) hold(signs, 'pupil_not_found');
  if (pupils.unclear.length > 0) signs.flags.add('ambiguous_pupil');
  // „dla córki” in a letter that was passed on, or under another name, is the daughter of whoever wrote it.
  const isSaid = pupils.found.every(({ seen }) => seen.has('name'));
  if (!isSaid && signs.flags.has('forwarded')) signs.held.add('forwarded');
  if (!isSaid && read.isSignedByOther) hold(signs, 'signature_differs');
  // „mLegitymacja: Jan Nowak 3b” from Jan Nowak: himself, or a child of his name?
  if (!isSaid && read.hasOwnName && sender.kind !== 'pupil' && !speaksOfChild(textOf(read)))
    hold(signs, 'own_name_only');
}

function readNumbers({ evidence: { numbers } }: Case, signs: Signs): void {
  if (numbers.pesels.length === 0 && !numbers.hasBrokenPesel) return;
  signs.flags.add('mask_pesel_in_logs');
  signs.flags.add('data_from_body_vs_register');
  if (numbers.hasBrokenPesel) hold(signs, 'pesel_invalid_checksum');
}

const seenFlags = [
  ['nickname', 'nickname'],
  ['fuzzy', 'fuzzy_name'],
  ['swapped', 'order_swapped'],
  ['address', 'matched_by_address'],
] as const;
/** Why a sender may not order for a pupil; `unlisted` depends on whether the sender is known. */
const standingFlags: Readonly<Record<Exclude<Standing, 'full' | 'adult_pupil' | 'unlisted'>, string>> = {
  limited: 'custody_limited',
  none: 'custody_none',
  minor_pupil: 'sender_is_minor_pupil',
  parent_of_adult: 'parent_of_adult_pupil',
};

function readPupil(one: Case, each: FoundPupil, signs: Signs): void {
  const { evidence, today } = one;
  const pupil = evidence.index.pupils[each.pupil];
  if (!pupil) return;
  for (const [seen, flag] of seenFlags) if (each.seen.has(seen)) signs.flags.add(flag);
  if (!each.seen.has('name')) signs.flags.add(unnamedFlag(one, each));
  if (isNamedByFileAlone(one, each)) hold(signs, 'file_names_another');
  readStanding(one, pupil, signs);
  readRecord(pupil, today, signs);
  const written = classOf(one, each);
  if (!written || pupil.classGroup === undefined) return;
  const likeness = compareClass(written, pupil.classGroup, evidence.isLastYearKnown);
  if (likeness === 'last_year') signs.flags.add('last_year_class');
  if (likeness === 'different') hold(signs, 'class_mismatch');
}

function unnamedFlag({ sender }: Case, { seen }: FoundPupil): string {
  if (seen.has('number')) return 'pupil_from_number';
  return sender.kind === 'account' ? 'pupil_from_account' : 'pupil_from_sender_email';
}

/** The text names one child and a file’s name another. */
function isNamedByFileAlone({ read, pupils }: Case, each: FoundPupil): boolean {
  const isOfFile = ({ mentions }: FoundPupil): boolean =>
    mentions.every(({ line }) => read.lines[line]?.region === 'file');
  return each.mentions.length > 0 && isOfFile(each) && pupils.found.some((other) => !isOfFile(other));
}

function readStanding({ message, sender, today }: Case, pupil: RegisterPupil, signs: Signs): void {
  const standing = standingOf(message, pupil, today);
  if (standing === 'adult_pupil') signs.flags.add('adult_pupil');
  else if (standing === 'unlisted')
    hold(signs, sender.kind === 'unknown' ? 'sender_unknown' : 'sender_not_guardian');
  else if (standing !== 'full') hold(signs, standingFlags[standing]);
}

/** What the register says against issuing. */
function readRecord(pupil: RegisterPupil, today: string, signs: Signs): void {
  const isExpired = pupil.paperId === 'expired' || (pupil.paperIdValidUntil ?? today) < today;
  if (pupil.hasObjection) hold(signs, 'objection_on_file');
  if (isExpired) hold(signs, 'physical_id_expired');
  if (pupil.paperId === 'none') hold(signs, 'no_valid_physical_id');
  if (pupil.status !== 'pupil') hold(signs, `pupil_${pupil.status}`);
  if (pupil.pesel === undefined) hold(signs, 'no_pesel');
}

/** Open cases, pictures that are missing or came twice. */
function readOrder(one: Case, signs: Signs): void {
  const { message, pupils, evidence } = one;
  if (isDuplicate(one)) signs.flags.add('duplicate_request');
  else {
    const ids = new Set(pupils.found.map(({ pupil }) => evidence.index.pupils[pupil]?.id));
    for (const { no, state, pupil } of message.openCases) {
      if (!ids.has(pupil)) continue;
      signs.flags.add(`joins_case:${no}`);
      if (!state.startsWith('waiting')) signs.held.add('case_open');
    }
  }
  readPictures(one, signs);
}

function readPictures({ pupils, photos, read, intent }: Case, { flags }: Signs): void {
  const missing = pupils.found.filter(({ pupil }) => !photos.byPupil.has(pupil)).length;
  if (intent.intent === 'reissue') {
    if (missing > 0) flags.add('reuse_photo');
    return;
  }
  const hasAny = photos.byPupil.size > 0 || read.files.files.some(({ isUsable }) => isUsable);
  if (!hasAny) flags.add('photo_missing');
  else if (missing > 0 && missing < pupils.found.length) flags.add('photo_missing_partial');
}

/** All pictures lie with open cases of the pupils already. */
function isDuplicate({ message, pupils, evidence, read }: Case): boolean {
  const pictures = read.files.files.filter(({ isUsable, check }) => isUsable || check === 'duplicate');
  const isCopied = pictures.length > 0 && pictures.every(({ check }) => check === 'duplicate');
  const lies = (id: string | undefined): boolean =>
    message.openCases.some(
      ({ pupil, photoSha256 }) => pupil === id && pictures.some(({ file }) => file.sha256 === photoSha256),
    );
  return (
    isCopied &&
    pupils.found.length > 0 &&
    pupils.found.every(({ pupil }) => lies(evidence.index.pupils[pupil]?.id))
  );
}
