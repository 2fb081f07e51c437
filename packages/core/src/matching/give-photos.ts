import type { CheckedFile } from './check-files.ts';
import type { FoundPupils } from './find-pupils.ts';
import type { IntakeMessage } from './message.ts';
import type { ReadMessage } from './read-message.ts';
import type { RegisterIndex } from './register-index.ts';

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

/**
 * Gives each picture to a pupil: by the name in the file’s name, or where one picture and one pupil are left. Two pictures
 * without a name are nobody’s: faces are not guessed.
 */
export function givePhotos(
  message: ReadMessage,
  { found, unclear }: FoundPupils,
  { account }: Pick<IntakeMessage, 'account'>,
  index: RegisterIndex,
): GivenPhotos {
  const pictures = message.files.files.filter(isPicture);
  const byPupil = new Map<number, string>();
  const used = new Set<string>();
  const flags = new Set<string>();
  for (const { pupil, mentions } of found) {
    const named = new Set(mentions.flatMap(({ line }) => message.lines[line]?.file ?? []));
    const own = pictures.filter(({ name }) => named.has(name));
    for (const { name } of own) {
      if (used.has(name)) flags.add('photo_shared');
      used.add(name);
    }
    if (own.length > 1) flags.add('several_photos');
    if (own[0]) byPupil.set(pupil, own[0].name);
  }
  const journal = account?.journalPhoto;
  const holder = journal && journal.size !== 0 ? index.byId.get(journal.pupil) : undefined;
  if (holder !== undefined && !byPupil.has(holder) && found.some(({ pupil }) => pupil === holder))
    byPupil.set(holder, JOURNAL_PHOTO);
  const rest = pictures.filter(({ name }) => !used.has(name));
  const without = found.filter(({ pupil }) => !byPupil.has(pupil));
  const [first] = rest;
  const [only] = without;
  if (first && only && without.length === 1 && found.length === 1 && unclear.length === 0) {
    byPupil.set(only.pupil, first.name);
    if (rest.length > 1) flags.add('several_photos');
  } else if (first && (without.length > 0 || found.length > 0) && unclear.length === 0) {
    // A second picture of a child that has one, or pictures that nobody’s name is on.
    flags.add(without.length === 0 ? 'several_photos' : 'photo_unassigned');
  }
  return { byPupil, loose: found.length === 0 ? (rest[0]?.name ?? null) : null, flags: [...flags] };
}
