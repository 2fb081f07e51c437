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

function isUnread(words: readonly Word[], at: number, taken: ReadonlySet<number>): boolean {
  const word = words[at];
  if (!word || taken.has(at) || word.key.length < 3) return false;
  return !isCommonWord(word.key) && !isRoman(word.key) && !isTitled(words, at);
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

/**
 * Words that look like a name that nobody in the register has: known given names, capitals beside one another or beside a
 * name that was read, and what stands where the child’s name belongs.
 * @param taken places of words that were read as names
 * @param named places of words that some name has
 */
export function findStrangers(
  line: Line,
  taken: ReadonlySet<number>,
  named: (place: number) => boolean,
): number[] {
  const { words, region } = line;
  return words.flatMap((word, at) => {
    if (!isUnread(words, at, taken)) return [];
    const isMarked = word.isCapital || region === 'file';
    const isTold = isRelated(words, at);
    const isGiven = isGivenName(word.key);
    if (isGiven && (isMarked || isTold)) return [at];
    if (!isMarked) return [];
    if (isTold) return [at];
    const near = besides(words, at);
    const isBesideName = word.isCapital && near.some((one) => taken.has(one));
    const isBesideCapital = near.some((one) => isUnread(words, one, taken) && words[one]?.isCapital);
    return !named(at) && (isBesideName || isBesideCapital) ? [at] : [];
  });
}
