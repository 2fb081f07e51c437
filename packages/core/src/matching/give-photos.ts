import type { CheckedFile } from './check-files.ts';
import type { FoundPupil, FoundPupils } from './find-pupils.ts';
import type { IntakeMessage } from './message.ts';
import type { ReadMessage } from './read-message.ts';
import type { RegisterIndex } from './register-index.ts';
import type { Line } from './words.ts';

/** Which file is whose picture. */
export type GivenPhotos = {
  /** By number of the pupil. */
  readonly byPupil: ReadonlyMap<number, string>;
  /** The file that came with names that are not clear. */
  readonly loose: string | null;
  readonly flags: readonly string[];
};

/** What a picture that lies in the e-journal’s pupil module is called. */
const JOURNAL_PHOTO = 'journal_photo';

/** Whether a file shows a face to be judged; a copy of what we have does too. */
function isPicture({ isUsable, check }: CheckedFile): boolean {
  return isUsable || check === 'duplicate';
}

type Draft = {
  readonly byPupil: Map<number, string>;
  readonly used: Set<string>;
  readonly flags: Set<string>;
};

/** Pictures whose file names name a pupil. */
function giveNamed(
  draft: Draft,
  pictures: readonly CheckedFile[],
  lines: readonly Line[],
  { pupil, mentions }: FoundPupil,
): void {
  const named = new Set(mentions.flatMap(({ line }) => lines[line]?.file ?? []));
  const own = pictures.filter(({ name }) => named.has(name));
  for (const { name } of own) {
    if (draft.used.has(name)) draft.flags.add('photo_shared');
    draft.used.add(name);
  }
  if (own.length > 1) draft.flags.add('several_photos');
  if (own[0]) draft.byPupil.set(pupil, own[0].name);
}

/** The one picture that is left is the one pupil’s; otherwise a person looks. */
function giveRest(draft: Draft, rest: readonly CheckedFile[], found: readonly FoundPupil[]): void {
  const [first] = rest;
  const [only] = found;
  if (!first || !only) return;
  const without = found.filter(({ pupil }) => !draft.byPupil.has(pupil));
  if (found.length === 1 && without.length === 1) {
    draft.byPupil.set(only.pupil, first.name);
    if (rest.length > 1) draft.flags.add('several_photos');
  } else draft.flags.add(without.length === 0 ? 'several_photos' : 'photo_unassigned');
}

/** The picture in the pupil module belongs to the pupil under whom it was uploaded. */
function giveJournal(
  { byPupil }: Draft,
  { account }: Pick<IntakeMessage, 'account'>,
  found: readonly FoundPupil[],
  index: RegisterIndex,
): void {
  const photo = account?.journalPhoto;
  const holder = photo && photo.size !== 0 ? index.byId.get(photo.pupil) : undefined;
  const isMeant = found.some(({ pupil }) => pupil === holder);
  if (holder !== undefined && isMeant && !byPupil.has(holder)) byPupil.set(holder, JOURNAL_PHOTO);
}

/**
 * Gives each picture to a pupil: by the name in the file’s name, or where one picture and one pupil are left. Two pictures
 * without a name are nobody’s: faces are not guessed.
 */
export function givePhotos(
  message: ReadMessage,
  { found, unclear }: FoundPupils,
  source: Pick<IntakeMessage, 'account'>,
  index: RegisterIndex,
): GivenPhotos {
  const pictures = message.files.files.filter(isPicture);
  const draft: Draft = { byPupil: new Map(), used: new Set(), flags: new Set() };
  for (const one of found) giveNamed(draft, pictures, message.lines, one);
  giveJournal(draft, source, found, index);
  const rest = pictures.filter(({ name }) => !draft.used.has(name));
  if (unclear.length === 0) giveRest(draft, rest, found);
  const loose = found.length === 0 ? (rest[0]?.name ?? null) : null;
  return { byPupil: draft.byPupil, loose, flags: [...draft.flags] };
}
