/** Letters that Unicode does not take apart. */
const undecomposed: Readonly<Record<string, string>> = {
  ł: 'l',
  đ: 'd',
  ø: 'o',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
};

/** `ł` as `l`, `ß` as `ss`: for the small letters that have no mark to take off; any other as it is. */
export function plainLetter(letter: string): string {
  return undecomposed[letter] ?? letter;
}

/**
 * A name as it is compared and searched: lower case, no diacritics, words sorted by nothing, single spaces, hyphens and
 * apostrophes as spaces. `Żaneta Źrebiec-Nowak` and `zaneta zrebiec nowak` are the same.
 */
export function foldName(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[łđøßæœı]/g, plainLetter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The key under which the register finds a pupil: surname first, then given names, folded. */
export function nameKeyOf(givenNames: string, surname: string): string {
  return `${foldName(surname)} ${foldName(givenNames)}`;
}

/** Control, format, private and unassigned characters: nobody sees them, and they can turn a name around on a screen. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu;

/**
 * A name as it is kept: no spaces around, single ones inside, composed letters, and no characters that nobody sees (soft
 * hyphens and the like, as they come out of a text program). Nothing else is changed.
 */
export function tidyName(name: string): string {
  return name.normalize('NFC').replace(/\s+/g, ' ').replace(unseen, '').replace(/ +/g, ' ').trim();
}
