import { isCommonWord } from './common-words.ts';
import { isGivenName } from './given-names.ts';
import type { Mention, Reading } from './mentions.ts';
import {
  isParticle,
  type NameWord,
  type PupilNames,
  type RegisterIndex,
  type WordHit,
} from './register-index.ts';
import type { Line, Word } from './words.ts';

/** A line with the names that each of its words may be. */
export type HitLine = {
  readonly line: Line;
  /** Number of the line in its message. */
  readonly at: number;
  readonly hits: readonly (readonly WordHit[])[];
  readonly index: RegisterIndex;
};
/** Two words that are a name; `breaks` counts the commas between them. */
type Pair = Mention & { readonly breaks: number };

/** Words that may stand between a given name and a surname. */
const BETWEEN_MAX = 2;
const NO_AGREEMENT = 1;
const PART_ONLY = 2;
const SECOND_NAME = 2;
const SHARED_WORDS_MAX = 4;

const joining: ReadonlySet<string> = new Set(['i', 'oraz', 'a', 'and', 'та', 'і', 'й', 'z']);
const labels: ReadonlySet<string> = new Set('imie nazwisko imiona name surname first last'.split(' '));

/** The hits of one part of a name. */
export function ofPart(hits: readonly WordHit[], part: NameWord['part']): WordHit[] {
  return hits.filter(({ word }) => word.part === part);
}

/** Each pupil once, by the best reading. */
export function bestReadings(readings: readonly Reading[]): Reading[] {
  const best = new Map<number, Reading>();
  for (const one of readings)
    if (one.score < (best.get(one.pupil)?.score ?? Number.POSITIVE_INFINITY)) best.set(one.pupil, one);
  return [...best.values()];
}

/** „Zofii Nowak” agrees; „Kamila Nowak” may be Kamil in the genitive, who would be Nowaka. */
function agreement(given: WordHit, surname: WordHit): number {
  if (given.isBase === surname.isBase) return 0;
  return surname.word.isInflected || surname.grade > 0 ? NO_AGREEMENT : 0;
}

function bothBear(one: NameWord, other: NameWord): number[] {
  const [few, many] = one.bearers.size < other.bearers.size ? [one, other] : [other, one];
  return [...few.bearers].filter((pupil) => many.bearers.has(pupil));
}

function scoreIn(names: PupilNames | undefined, given: WordHit, surname: WordHit): number {
  const isPart = (names?.surname.length ?? 1) > 1;
  const isSecond = names?.given[0] !== given.word.key;
  const extra = (isPart ? PART_ONLY : 0) + (isSecond ? SECOND_NAME : 0);
  return Math.max(given.grade, surname.grade) + agreement(given, surname) + extra;
}

/** The pupils who bear a given name and a surname, with how well both fit. */
function readingsOf(index: RegisterIndex, given: readonly WordHit[], surname: readonly WordHit[]): Reading[] {
  const all = surname.flatMap((one) =>
    given.flatMap((other) =>
      bothBear(one.word, other.word).map((pupil) => ({
        pupil,
        score: scoreIn(index.names[pupil], other, one),
        grade: Math.max(one.grade, other.grade),
      })),
    ),
  );
  return bestReadings(all);
}

function breaksBetween(words: readonly Word[], from: number, to: number): number {
  return words.slice(from + 1, to + 1).filter(({ isSetOff }) => isSetOff).length;
}

/** Whether the words between two may stand inside a name: a second name, „von”, a part of the surname, „nazwisko:”. */
function isBridge({ line, hits }: HitLine, from: number, to: number): boolean {
  return line.words.slice(from + 1, to).every(({ key, isCapital }, past) => {
    const isName = (hits[from + 1 + past]?.length ?? 0) > 0 || isGivenName(key) || isParticle(key);
    return isName || (key.length === 1 && isCapital) || labels.has(key);
  });
}

function isNameLike(word: Word | undefined): boolean {
  if (!word?.isCapital || word.key.length <= 2) return false;
  return !isCommonWord(word.key);
}

/** „Zofia Nowak, Jan Kozłowski” names no Jan Nowak: a comma joins only what stands alone on both sides. */
function isTornApart({ line: { words, region } }: HitLine, from: number, to: number): boolean {
  if (region === 'file' || breaksBetween(words, from, to) === 0) return false;
  const isHeld = !words[from]?.isSetOff && isNameLike(words[from - 1]);
  return isHeld || (!words[to + 1]?.isSetOff && isNameLike(words[to + 1]));
}

function pairOf(where: HitLine, given: number, surname: number): Pair | undefined {
  const [from, to] = [Math.min(given, surname), Math.max(given, surname)];
  const others = given === surname ? [] : ofPart(where.hits[surname] ?? [], 'surname');
  if (others.length === 0 || !isBridge(where, from, to) || isTornApart(where, from, to)) return undefined;
  const readings = readingsOf(where.index, ofPart(where.hits[given] ?? [], 'given'), others);
  if (readings.length === 0) return undefined;
  const breaks = breaksBetween(where.line.words, from, to);
  return {
    kind: 'full',
    line: where.at,
    words: [from, to],
    readings,
    isSurnameFirst: surname < given,
    breaks,
  };
}

function pairsOf(where: HitLine): Pair[] {
  const { words } = where.line;
  const near = Array.from({ length: 2 * BETWEEN_MAX + 3 }, (_, step) => step - BETWEEN_MAX - 1);
  return words.flatMap((_, given) =>
    ofPart(where.hits[given] ?? [], 'given').length === 0
      ? []
      : near.flatMap((step) => pairOf(where, given, given + step) ?? []),
  );
}

function scoreOf({ readings }: Mention): number {
  return Math.min(...readings.map(({ score }) => score));
}

/** The same two words read both ways round are one name with more readings. */
function mergeSame(pairs: readonly Pair[]): Pair[] {
  const merged = new Map<string, Pair>();
  for (const pair of pairs) {
    const key = pair.words.join(' ');
    const known = merged.get(key);
    const [better, other] = known && scoreOf(known) <= scoreOf(pair) ? [known, pair] : [pair, known];
    merged.set(key, { ...better, readings: bestReadings([...better.readings, ...(other?.readings ?? [])]) });
  }
  return [...merged.values()];
}

/** Places around a name whose words are names of the same pupils: the other half of a surname, a second given name. */
function withNeighbours(pair: Pair, { line: { words }, hits }: HitLine): number[] {
  const [from = 0, to = 0] = pair.words;
  const inside = new Set(Array.from({ length: to - from + 1 }, (_, past) => from + past));
  const bears = (at: number): boolean =>
    (hits[at] ?? []).some(({ word }) => pair.readings.some(({ pupil }) => word.bearers.has(pupil)));
  const belongs = (at: number): boolean => bears(at) || isParticle(words[at]?.key ?? '');
  for (let at = from - 1; at >= 0 && !words[at + 1]?.isSetOff && belongs(at); at -= 1) inside.add(at);
  for (let at = to + 1; at < words.length && !words[at]?.isSetOff && belongs(at); at += 1) inside.add(at);
  return [...inside].toSorted((a, b) => a - b);
}

/** A part of a name that was counted as missing stands beside the others after all. */
function absorb(pair: Pair, where: HitLine): Pair {
  const places = withNeighbours(pair, where);
  const stands = (part: NameWord['part'], key: string, pupil: number): boolean =>
    places.some((at) =>
      ofPart(where.hits[at] ?? [], part).some(({ word }) => word.key === key && word.bearers.has(pupil)),
    );
  const readings = pair.readings.map(({ pupil, score, grade }) => {
    const { surname = [], given = [] } = where.index.names[pupil] ?? {};
    const isWhole = surname.length > 1 && surname.every((key) => stands('surname', key, pupil));
    const isSecond = given.length > 1 && given.every((key) => stands('given', key, pupil));
    return { pupil, grade, score: score - (isWhole ? PART_ONLY : 0) - (isSecond ? 1 : 0) };
  });
  return { ...pair, words: places, readings };
}

function span({ words }: Mention): number {
  return (words.at(-1) ?? 0) - (words[0] ?? 0);
}

/** Takes names that share no word, the surest first. */
function choose(pairs: readonly Pair[], taken: Set<number>): Pair[] {
  const order = pairs.toSorted((a, b) => a.breaks - b.breaks || scoreOf(a) - scoreOf(b) || span(a) - span(b));
  return order.filter(({ words }) => {
    if (words.some((at) => taken.has(at))) return false;
    for (const at of words) taken.add(at);
    return true;
  });
}

/** „Maja i Hanna Lewandowska”: a given name shares the surname of its neighbour. */
function sharing(where: HitLine, { words: place }: Pair, taken: Set<number>): Mention[] {
  const surnames = place.flatMap((one) => ofPart(where.hits[one] ?? [], 'surname'));
  const found: Mention[] = [];
  const last = (place[0] ?? 0) - 1;
  for (let at = last; at >= 0 && at > last - SHARED_WORDS_MAX; at -= 1) {
    if (joining.has(where.line.words[at]?.key ?? '')) continue;
    const given = taken.has(at) ? [] : ofPart(where.hits[at] ?? [], 'given');
    const readings = readingsOf(where.index, given, surnames);
    if (readings.length === 0) break;
    taken.add(at);
    found.push({ kind: 'full', line: where.at, words: [at], readings, isSurnameFirst: false });
  }
  return found;
}

/** The names of a given name and a surname in a line; their places are added to `taken`. */
export function findFullNames(where: HitLine, taken: Set<number>): Mention[] {
  const pairs = mergeSame(pairsOf(where)).map((pair) => absorb(pair, where));
  const chosen = choose(pairs, taken);
  return [...chosen, ...chosen.flatMap((pair) => sharing(where, pair, taken))];
}
