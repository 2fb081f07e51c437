import { compareClass, type WrittenClass } from './class-written.ts';
import { classNear, type Evidence } from './choose-by-facts.ts';
import { type FoundPupil, type FoundPupils, findPupils } from './find-pupils.ts';
import { type GivenPhotos, givePhotos } from './give-photos.ts';
import type { Decision, IntakeMessage, Proposal, ProposedPupil, RegisterPupil } from './message.ts';
import { readPersonalNumbers } from './personal-facts.ts';
import { automaticFlag, type ReadIntent, readIntent } from './read-intent.ts';
import { type ReadMessage, readMessage } from './read-message.ts';
import { readSender, type Sender, standingOf } from './read-sender.ts';
import type { RegisterIndex } from './register-index.ts';

/** Everything that was read of one message. */
type Case = {
  readonly message: IntakeMessage;
  readonly read: ReadMessage;
  readonly sender: Sender;
  readonly evidence: Evidence;
  readonly pupils: FoundPupils;
  readonly photos: GivenPhotos;
  readonly intent: ReadIntent;
  readonly today: string;
};

/** What was seen of a case: `review` holds a draft back for a person. */
type Signs = { readonly flags: Set<string>; readonly review: Set<string> };

const nothing = { photoChecks: {}, pupils: [] } as const;

/** Last year’s class is understood from the summer on until 31 October (rules.md O5). */
function isLastYearKnown(today: string): boolean {
  const month = Number(today.slice(5, 7));
  return month >= 7 && month <= 10;
}

/**
 * Says what should come of a message: whose it is, which picture, what it wants, and whether a draft may wait for one
 * confirmation. It proposes and says what it saw; it issues, answers and suspends nothing.
 * @param message one message of the school whose register this is
 * @param index the school’s register
 * @param today `YYYY-MM-DD` in Poland
 */
export function proposeCase(message: IntakeMessage, index: RegisterIndex, today: string): Proposal {
  const automatic = automaticFlag(message);
  if (automatic) return { intent: 'no_action', decision: 'ignore', flags: [automatic], ...nothing };
  const sender = readSender(message, index);
  const read = readMessage(message, index, sender);
  const evidence: Evidence = {
    index,
    sender,
    message: read,
    numbers: readPersonalNumbers(`${read.subject}\n${read.own}`),
    isLastYearKnown: isLastYearKnown(today),
  };
  const intent = readIntent(read, expectationOf(message, read, sender));
  const photoChecks = Object.fromEntries(read.files.files.map(({ name, check }) => [name, check]));
  if (!intent)
    return {
      intent: 'no_action',
      decision: 'ignore',
      flags: ['not_ours', 'leave_untouched'],
      pupils: [],
      photoChecks,
    };
  if (intent.intent === 'no_action')
    return { intent: 'no_action', decision: 'ignore', flags: [...intent.flags], pupils: [], photoChecks };
  const pupils = findPupils(evidence);
  const photos = givePhotos(read, pupils, message, index);
  const one: Case = { message, read, sender, evidence, pupils, photos, intent, today };
  const signs = readSigns(one);
  const decision = decide(one, signs);
  return { intent: intent.intent, pupils: proposedOf(one), photoChecks, decision, flags: [...signs.flags] };
}

function expectationOf(
  message: IntakeMessage,
  read: ReadMessage,
  sender: Sender,
): { hasPhoto: boolean; isExpected: boolean } {
  const hasPhoto =
    read.files.files.some(({ isUsable, check }) => isUsable || check === 'duplicate') ||
    message.account?.journalPhoto !== undefined;
  const isNamed = read.mentions.some(({ kind }) => kind === 'full');
  return { hasPhoto, isExpected: isNamed || sender.kind !== 'unknown' };
}

function classOf({ evidence, pupils }: Case, { pupil, mentions }: FoundPupil): WrittenClass | undefined {
  const { message, index, isLastYearKnown: isKnown } = evidence;
  const known = index.pupils[pupil]?.classGroup ?? '';
  const near = mentions.flatMap((mention) => classNear(mention, evidence) ?? []);
  const all = near.length > 0 || pupils.found.length > 1 ? near : message.classes;
  const rank = { same: 0, level: 1, last_year: 2, different: 3 } as const;
  return all.toSorted(
    (a, b) => rank[compareClass(a, known, isKnown)] - rank[compareClass(b, known, isKnown)],
  )[0];
}

function proposedOf(one: Case): ProposedPupil[] {
  const { pupils, evidence, photos } = one;
  const found = pupils.found.map((each): ProposedPupil => {
    const id = evidence.index.pupils[each.pupil]?.id ?? null;
    return {
      match: id,
      classWritten: classOf(one, each)?.written ?? null,
      photo: photos.byPupil.get(each.pupil) ?? null,
    };
  });
  const unclear = pupils.unclear.map(({ candidates, mentions }): ProposedPupil => {
    const files = mentions.flatMap(({ line }) => one.read.lines[line]?.file ?? []);
    return {
      match: null,
      classWritten: classNear(mentions[0], evidence)?.written ?? null,
      photo: files[0] ?? photos.loose,
      candidates: candidates.flatMap((pupil) => evidence.index.pupils[pupil]?.id ?? []),
    };
  });
  return [...found, ...unclear];
}

function readSigns(one: Case): Signs {
  const signs: Signs = { flags: new Set(), review: new Set() };
  const { read, sender, pupils, photos, intent, evidence } = one;
  for (const flag of [...read.flags, ...read.files.flags, ...intent.flags]) signs.flags.add(flag);
  const isUnread = pupils.unclear.length > 0 || pupils.hasStranger;
  if (sender.kind === 'unknown' && !isUnread) review(signs, 'sender_unknown');
  for (const flag of [
    'suspicious_text',
    'mixed_topics',
    'screenshot_suspected',
    'cut_short',
    'not_looked_inside',
    'form_attached',
  ])
    if (signs.flags.has(flag)) signs.review.add(flag);
  for (const flag of photos.flags) review(signs, flag);
  if (pupils.hasConflict) review(signs, 'signs_disagree');
  if (pupils.hasStranger) review(signs, 'pupil_not_found');
  if (pupils.unclear.length > 0) signs.flags.add('ambiguous_pupil');
  if (evidence.numbers.pesels.length > 0 || evidence.numbers.hasBrokenPesel) {
    signs.flags.add('mask_pesel_in_logs');
    signs.flags.add('data_from_body_vs_register');
  }
  if (evidence.numbers.hasBrokenPesel) review(signs, 'pesel_invalid_checksum');
  for (const each of pupils.found) readPupilSigns(one, each, signs);
  readCaseSigns(one, signs);
  return signs;
}

function review({ flags, review: held }: Signs, flag: string): void {
  flags.add(flag);
  held.add(flag);
}

const seenFlags = {
  nickname: 'nickname',
  fuzzy: 'fuzzy_name',
  swapped: 'order_swapped',
  address: 'matched_by_address',
} as const;

function readPupilSigns(one: Case, each: FoundPupil, signs: Signs): void {
  const { evidence, sender, message, today } = one;
  const pupil = evidence.index.pupils[each.pupil];
  if (!pupil) return;
  for (const [seen, flag] of Object.entries(seenFlags))
    if (each.seen.has(seen as keyof typeof seenFlags)) signs.flags.add(flag);
  if (!each.seen.has('name'))
    signs.flags.add(
      sender.kind === 'account'
        ? 'pupil_from_account'
        : each.seen.has('number')
          ? 'pupil_from_number'
          : 'pupil_from_sender_email',
    );
  const standing = standingOf(message, pupil, today);
  if (standing === 'adult_pupil') signs.flags.add('adult_pupil');
  else if (standing === 'unlisted')
    review(signs, sender.kind === 'unknown' ? 'sender_unknown' : 'sender_not_guardian');
  else if (standing !== 'full')
    review(
      signs,
      standing === 'parent_of_adult'
        ? 'parent_of_adult_pupil'
        : standing === 'minor_pupil'
          ? 'sender_is_minor_pupil'
          : `custody_${standing}`,
    );
  readRecordSigns(pupil, today, signs);
  const written = classOf(one, each);
  if (!written || pupil.classGroup === undefined) return;
  const likeness = compareClass(written, pupil.classGroup, evidence.isLastYearKnown);
  if (likeness === 'last_year') signs.flags.add('last_year_class');
  if (likeness === 'different') review(signs, 'class_mismatch');
}

/** What the register says against issuing. */
function readRecordSigns(pupil: RegisterPupil, today: string, signs: Signs): void {
  if (pupil.hasObjection) review(signs, 'objection_on_file');
  if (pupil.paperId === 'expired' || (pupil.paperIdValidUntil ?? today) < today)
    review(signs, 'physical_id_expired');
  if (pupil.paperId === 'none') review(signs, 'no_valid_physical_id');
  if (pupil.status === 'graduated') review(signs, 'pupil_graduated');
  if (pupil.status === 'left') review(signs, 'pupil_left');
  if (pupil.pesel === undefined) review(signs, 'no_pesel');
}

function isOrder({ intent }: Case): boolean {
  return ['issue', 'photo_only', 'reissue'].includes(intent.intent);
}

/** Open cases, pictures that are missing or came twice. */
function readCaseSigns(one: Case, signs: Signs): void {
  const { message, pupils, evidence, photos, intent, read } = one;
  if (!isOrder(one)) return;
  const ids = new Set(pupils.found.map(({ pupil }) => evidence.index.pupils[pupil]?.id));
  const open = message.openCases.filter(({ pupil }) => ids.has(pupil));
  if (isDuplicate(one)) signs.flags.add('duplicate_request');
  else {
    for (const { no, state } of open) {
      signs.flags.add(`joins_case:${no}`);
      if (!state.startsWith('waiting')) signs.review.add('case_open');
    }
  }
  const missing = pupils.found.filter(({ pupil }) => !photos.byPupil.has(pupil)).length;
  if (intent.intent === 'reissue') {
    if (missing > 0) signs.flags.add('reuse_photo');
    return;
  }
  const hasAny = photos.byPupil.size > 0 || read.files.files.some(({ isUsable }) => isUsable);
  if (!hasAny) signs.flags.add('photo_missing');
  else if (missing > 0 && missing < pupils.found.length) signs.flags.add('photo_missing_partial');
}

/** All pictures lie with open cases of the pupils already. */
function isDuplicate({ message, pupils, evidence, read }: Case): boolean {
  const pictures = read.files.files.filter(({ isUsable, check }) => isUsable || check === 'duplicate');
  if (
    pictures.length === 0 ||
    pupils.found.length === 0 ||
    pictures.some(({ check }) => check !== 'duplicate')
  )
    return false;
  return pupils.found.every(({ pupil }) =>
    message.openCases.some(
      (open) =>
        open.pupil === evidence.index.pupils[pupil]?.id &&
        pictures.some(({ file }) => file.sha256 === open.photoSha256),
    ),
  );
}

function decide(one: Case, { flags, review: held }: Signs): Decision {
  const { intent, pupils, sender } = one;
  if (intent.isUrgent) return 'urgent_revoke';
  if (!isOrder(one)) return 'human_review';
  const isNobody = pupils.found.length === 0 && pupils.unclear.length === 0;
  if (isNobody) {
    if (!pupils.hasStranger) flags.add('pupil_unknown');
    return pupils.hasStranger || held.has('suspicious_text') || held.has('mixed_topics')
      ? 'human_review'
      : 'ask_sender';
  }
  const grave = [...held].filter((flag) => flag !== 'sender_unknown' && flag !== 'photo_unassigned');
  if (pupils.unclear.length > 0) return grave.length > 0 ? 'human_review' : 'ask_sender';
  if (held.size > 0 || sender.kind === 'unknown') return 'human_review';
  if (flags.has('duplicate_request')) return 'ignore';
  return flags.has('photo_missing') ? 'ask_sender' : 'auto_draft';
}
