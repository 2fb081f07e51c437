import { isCommonWord } from './common-words.ts';
import { isGivenName } from './given-names.ts';
import type { Line, Word } from './words.ts';

const titles: ReadonlySet<string> = new Set(
  'pani pan panu pana panem p wychowawca wychowawczyni wychowawcy nauczyciel nauczycielka nauczycielki dyrektor dyrektorka dr mgr ks mrs mr ms miss пан пані'.split(
    ' ',
  ),
);
const relations: ReadonlySet<string> = new Set(
  'syn syna synowi synem synka synek corka corki corke corce coreczki dziecko dziecka dziecku uczen ucznia uczniowi uczennica uczennicy uczennice brata siostry wnuk wnuka wnuczka wnuczki wnuczke dla son daughter child for сина доньки донька син дочки дитини'.split(
    ' ',
  ),
);
const fillers: ReadonlySet<string> = new Set(['to', 'ma', 'is', 'mojego', 'mojej', 'moja', 'moj']);

/** „IIb” is a class. */
function isRoman(key: string): boolean {
  return /^(?:i{1,3}|iv|vi{0,3})[a-h]?$/.test(key);
}

/** Whether a teacher or an official is spoken of: „pani Anna”, „p. Kowalska”, „pani Anna Kowalska”. */
function isTitled(words: readonly Word[], at: number): boolean {
  if (titles.has(words[at - 1]?.key ?? '')) return true;
  return titles.has(words[at - 2]?.key ?? '') && isGivenName(words[at - 1]?.key ?? '');
}

type Places = {
  readonly words: readonly Word[];
  /** Places of words that were read as names. */
  readonly taken: ReadonlySet<number>;
  /** Whether some name has the word at a place. */
  readonly isName: (place: number) => boolean;
};

/** Beside an everyday word that is a given name too („ani fredro”, „maja wójcik”) a name, or a word nobody knows. */
function isNameAfterAll({ words, isName }: Places, at: number): boolean {
  const key = words[at]?.key ?? '';
  // „ale” is hardly ever Ala.
  if (key === 'ale' || !isGivenName(key)) return false;
  const isUnknown = (near: number): boolean => {
    const other = words[near]?.key ?? '';
    return other.length >= 4 && !isCommonWord(other);
  };
  return besides(words, at).some((near) => isName(near) || isUnknown(near));
}

function isUnread(places: Places, at: number): boolean {
  const { words, taken } = places;
  const word = words[at];
  if (!word || taken.has(at) || word.key.length < 3) return false;
  if (isRoman(word.key) || isTitled(words, at)) return false;
  return !isCommonWord(word.key) || isNameAfterAll(places, at);
}

/** „dla Xymeny”, „syn to Xawier”. */
function isRelated(words: readonly Word[], at: number): boolean {
  if (relations.has(words[at - 1]?.key ?? '')) return true;
  return relations.has(words[at - 2]?.key ?? '') && fillers.has(words[at - 1]?.key ?? '');
}

/** Places beside a word that no comma sets off. */
function besides(words: readonly Word[], at: number): number[] {
  return [at - 1, at + 1].filter((near) => words[near] !== undefined && !words[Math.max(near, at)]?.isSetOff);
}

/** Endings of surnames: „zofia kowalska” in small letters is somebody else than Zofia Nowak. */
const surnameLike =
  /(?:[scdz]k(?:i|a|iego|iej|iemu|im|ie)|wicz\p{L}{0,3}|czyk\p{L}{0,3}|czak\p{L}{0,3}|iak\p{L}{0,3}|[aeiu]k|enko|arz|ewsk\p{L}{1,3}|owsk\p{L}{1,3})$/u;

/** Beside a name that was read, or beside another capital. */
function isBesideName(places: Places, at: number): boolean {
  const { words, taken, isName } = places;
  const word = words[at];
  if (!word || isName(at)) return false;
  const near = besides(words, at);
  const isNear = near.some((one) => taken.has(one));
  if (!word.isCapital) return isNear && word.key.length >= 5 && surnameLike.test(word.key);
  return isNear || near.some((one) => words[one]?.isCapital && isUnread(places, one));
}

/**
 * Words that look like a name that nobody in the register has: known given names, capitals beside one another or beside a
 * name that was read, and what stands where the child’s name belongs.
 * @param taken places of words that were read as names
 * @param isName whether some name of the register has the word at a place
 */
export function findStrangers(line: Line, taken: ReadonlySet<number>, isName: Places['isName']): number[] {
  const { words, region } = line;
  const places: Places = { words, taken, isName };
  const isStranger = (word: Word, at: number): boolean => {
    if (!isUnread(places, at)) return false;
    const isMarked = word.isCapital || region === 'file';
    // In small letters and with nobody else named, „dla xawerego” is a name too.
    if (isRelated(words, at) && (isMarked || (taken.size === 0 && words[at - 1]?.key === 'dla'))) return true;
    if (isGivenName(word.key) && (isMarked || word.key.length >= 4 || isNameAfterAll(places, at)))
      return true;
    return isBesideName(places, at);
  };
  return words.flatMap((word, at) => (isStranger(word, at) ? [at] : []));
}
