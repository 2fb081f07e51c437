import { isCommonWord } from './common-words.ts';
import { bestReadings, findFullNames, type HitLine, ofPart } from './full-names.ts';
import { isGivenName } from './given-names.ts';
import { grades, type RegisterIndex, type WordHit } from './register-index.ts';
import { findStrangers } from './strangers.ts';
import type { Line } from './words.ts';

/**
 * One pupil whom a written name may mean: the lower the score, the better it fits; the grade says how its words are written.
 */
export type Reading = { readonly pupil: number; readonly score: number; readonly grade: number };

/** A written name. */
export type Mention = {
  readonly kind: 'full' | 'given' | 'surname';
  /** Number of its line in the message. */
  readonly line: number;
  /** Places of its words in the line. */
  readonly words: readonly number[];
  readonly readings: readonly Reading[];
  readonly isSurnameFirst: boolean;
};

/** Names of one line, and the places of words that look like a name and are nobody’s. */
export type LineNames = { readonly mentions: readonly Mention[]; readonly strangers: readonly number[] };

/** More bearers of one word than this are not gone through for a single word. */
const BEARERS_MAX = 400;

/** What each word of a line may be; an everyday word is a name only as it stands. */
function hitsOf(line: Line, index: RegisterIndex): (readonly WordHit[])[] {
  return line.words.map(({ key, isCapital }) => {
    if (key.length < 2) return [];
    const isName = isCapital && isGivenName(key);
    const isPlain = line.region !== 'file' && isCommonWord(key) && !isName;
    return isPlain ? index.find(key).filter(({ grade }) => grade === grades.same) : index.find(key);
  });
}

/** A whole name that is one word: `zofianowak.jpg`. */
function findGlued({ line, at, index }: HitLine, taken: Set<number>): Mention[] {
  return line.words.flatMap(({ key }, place): Mention[] => {
    const pupils = taken.has(place) ? [] : index.findGlued(key);
    if (pupils.length === 0) return [];
    taken.add(place);
    const readings = pupils.map((pupil) => ({ pupil, score: 0, grade: grades.same }));
    return [{ kind: 'full', line: at, words: [place], readings, isSurnameFirst: false }];
  });
}

function mayBeName(line: Line, place: number): boolean {
  const word = line.words[place];
  if (!word) return false;
  // „Maja.jpg” names no month.
  if (line.region === 'file') return !isCommonWord(word.key) || isGivenName(word.key);
  return !isCommonWord(word.key) && (word.isCapital || isGivenName(word.key));
}

/** A single word of a name: „zdjęcie Gabrysi”, „syn Sikora”. Everyday words are none. */
function findSingles({ line, at, hits }: HitLine, taken: Set<number>): Mention[] {
  return line.words.flatMap((word, place): Mention[] => {
    const all = hits[place] ?? [];
    if (taken.has(place) || all.length === 0 || !mayBeName(line, place)) return [];
    const given = ofPart(all, 'given');
    const fitting = (given.length > 0 ? given : all).filter(
      ({ grade }) => grade < grades.misspelt || word.isCapital,
    );
    if (fitting.length === 0) return [];
    taken.add(place);
    const readings = fitting.flatMap(({ word: { bearers }, grade }) =>
      [...bearers].slice(0, BEARERS_MAX).map((pupil) => ({ pupil, score: grade, grade })),
    );
    const kind = given.length > 0 ? 'given' : 'surname';
    return [{ kind, line: at, words: [place], readings: bestReadings(readings), isSurnameFirst: false }];
  });
}

/** „Anny Wiśniewskiej”, where Annas and Wiśniewskis are known but nobody is both, is somebody else. */
function isHalfOfOther(one: Mention, singles: readonly Mention[], { words }: Line): boolean {
  const [place = 0] = one.words;
  return singles.some(({ kind, words: [other = 0] }) => {
    const isNext = Math.abs(other - place) === 1 && !words[Math.max(other, place)]?.isSetOff;
    return isNext && kind !== one.kind;
  });
}

/** „Jan Nieznany” is no Jan of ours. */
function isBesideStranger(
  { words: [place = 0] }: Mention,
  { words }: Line,
  strangers: readonly number[],
): boolean {
  const isAfter = strangers.includes(place + 1) && !words[place + 1]?.isSetOff;
  return isAfter || (strangers.includes(place - 1) && !words[place]?.isSetOff);
}

/**
 * The names of a line.
 * @param at number of the line in its message
 */
export function findNames(line: Line, at: number, index: RegisterIndex): LineNames {
  const where: HitLine = { line, at, hits: hitsOf(line, index), index };
  const taken = new Set<number>();
  const full = findFullNames(where, taken);
  const whole = [...full, ...findGlued(where, taken)];
  const singles = findSingles(where, taken);
  const found = findStrangers(line, taken, (place) => (where.hits[place]?.length ?? 0) > 0);
  const isHalf = (one: Mention): boolean =>
    isHalfOfOther(one, singles, line) || isBesideStranger(one, line, found);
  const halves = singles.filter(isHalf).flatMap(({ words }) => words);
  const mentions = [...whole, ...singles.filter((one) => !isHalf(one))];
  return { mentions, strangers: [...new Set([...found, ...halves])] };
}
