import { isGivenName } from './given-names.ts';
import { grades, isParticle, type NameWord, type RegisterIndex, type WordHit } from './register-index.ts';
import { isCommonWord } from './common-words.ts';
import type { Line, Word } from './words.ts';

/** One pupil whom a written name may mean; the lower the score, the better it fits. */
export type Reading = { readonly pupil: number; readonly score: number };

/** A written name. */
export type Mention = {
  readonly kind: 'full' | 'given' | 'surname';
  readonly line: number;
  /** Places of its words in the line. */
  readonly words: readonly number[];
  readonly readings: readonly Reading[];
  readonly isSurnameFirst: boolean;
};

/** Names of one line, and the words that look like a name and are nobody’s. */
export type LineNames = { readonly mentions: readonly Mention[]; readonly strangers: readonly number[] };

type Pair = Mention & { readonly breaks: number };

/** Words between a given name and a surname. */
const BETWEEN_MAX = 2;
const NO_AGREEMENT = 1;
const PART_ONLY = 2;
const SECOND_NAME = 2;
/** More bearers of one word than this are not gone through for a single word. */
const BEARERS_MAX = 400;

const joining: ReadonlySet<string> = new Set(['i', 'oraz', 'a', 'and', 'та', 'і', 'й', 'z']);
const labels: ReadonlySet<string> = new Set(['imie', 'nazwisko', 'imiona', 'name', 'surname', 'first', 'last']);

function hitsOf(line: Line, index: RegisterIndex): WordHit[][] {
  return line.words.map((word) => {
    const isPlain = line.region !== 'file' && isCommonWord(word.key);
    return word.key.length < 2 ? [] : index.find(word.key).filter(({ grade }) => !isPlain || grade === grades.same).slice();
  });
}

/** Breaks between two words of a line: commas and the like. */
function breaksBetween(words: readonly Word[], from: number, to: number): number {
  return words.slice(from + 1, to + 1).filter(({ isSetOff }) => isSetOff).length;
}

function agreement(given: WordHit, surname: WordHit): number {
  if (given.isBase === surname.isBase) return 0;
  return surname.word.isInflected || surname.grade > 0 ? NO_AGREEMENT : 0;
}

/** How well a given name and a surname together are those of pupils. */
function readingsOf(index: RegisterIndex, given: readonly WordHit[], surname: readonly WordHit[]): Reading[] {
  const best = new Map<number, number>();
  for (const one of surname) {
    for (const other of given) {
      const [few, many] = one.word.bearers.size < other.word.bearers.size ? [one, other] : [other, one];
      for (const pupil of few.word.bearers) {
        if (!many.word.bearers.has(pupil)) continue;
        const names = index.names[pupil];
        const isPart = (names?.surname.length ?? 1) > 1;
        const isSecond = names?.given[0] !== other.word.key;
        const score = Math.max(one.grade, other.grade) + agreement(other, one) + (isPart ? PART_ONLY : 0) + (isSecond ? SECOND_NAME : 0);
        if (score < (best.get(pupil) ?? Number.POSITIVE_INFINITY)) best.set(pupil, score);
      }
    }
  }
  return [...best].map(([pupil, score]) => ({ pupil, score }));
}

function ofPart(hits: readonly WordHit[], part: NameWord['part']): WordHit[] {
  return hits.filter(({ word }) => word.part === part);
}

/** Whether the words between the two parts of a name may stand there: a second name, „von”, a part of the surname. */
function isBridge(words: readonly Word[], hits: readonly (readonly WordHit[])[], from: number, to: number): boolean {
  for (let at = from + 1; at < to; at += 1) {
    const key = words[at]?.key ?? '';
    const isName = (hits[at]?.length ?? 0) > 0 || isGivenName(key) || isParticle(key) || key.length === 1;
    if (!isName && !labels.has(key)) return false;
  }
  return true;
}

/** „Zofia Nowak, Jan Kozłowski” names no Jan Nowak: a comma joins only what stands alone on both sides. */
function isTornApart(words: readonly Word[], from: number, to: number): boolean {
  if (breaksBetween(words, from, to) === 0) return false;
  const before = words[from - 1];
  const after = words[to + 1];
  const isHeld = before !== undefined && !words[from]?.isSetOff && before.isCapital && !isCommonWord(before.key);
  const isFollowed = after !== undefined && !after.isSetOff && after.isCapital && after.key.length > 2 && !isCommonWord(after.key);
  return isHeld || isFollowed;
}

function pairsOf(line: Line, at: number, hits: readonly (readonly WordHit[])[], index: RegisterIndex): Pair[] {
  const pairs: Pair[] = [];
  const { words } = line;
  for (let i = 0; i < words.length; i += 1) {
    const given = ofPart(hits[i] ?? [], 'given');
    if (given.length === 0) continue;
    for (let j = Math.max(0, i - BETWEEN_MAX - 1); j <= Math.min(words.length - 1, i + BETWEEN_MAX + 1); j += 1) {
      const surname = i === j ? [] : ofPart(hits[j] ?? [], 'surname');
      const [from, to] = [Math.min(i, j), Math.max(i, j)];
      if (surname.length === 0 || !isBridge(words, hits, from, to)) continue;
      const breaks = breaksBetween(words, from, to);
      if (breaks > 0 && line.region !== 'file' && isTornApart(words, from, to)) continue;
      const readings = readingsOf(index, given, surname);
      if (readings.length === 0) continue;
      pairs.push({ kind: 'full', line: at, words: [from, to], readings, isSurnameFirst: j < i, breaks });
    }
  }
  return pairs;
}

function scoreOf(mention: Mention): number {
  return Math.min(...mention.readings.map(({ score }) => score));
}

/** The same two words read both ways round are one name with more readings. */
function mergeSame(pairs: readonly Pair[]): Pair[] {
  const merged = new Map<string, Pair>();
  for (const pair of pairs) {
    const key = pair.words.join(' ');
    const known = merged.get(key);
    if (!known) merged.set(key, pair);
    else {
      const isFirst = scoreOf(pair) < scoreOf(known) ? pair.isSurnameFirst : known.isSurnameFirst;
      merged.set(key, { ...known, readings: bestReadings([...known.readings, ...pair.readings]), isSurnameFirst: isFirst });
    }
  }
  return [...merged.values()];
}

function bestReadings(readings: readonly Reading[]): Reading[] {
  const best = new Map<number, Reading>();
  for (const one of readings) if (one.score < (best.get(one.pupil)?.score ?? Number.POSITIVE_INFINITY)) best.set(one.pupil, one);
  return [...best.values()];
}

/** A part of a double surname that was counted as missing stands beside the others after all. */
function absorb(pair: Pair, hits: readonly (readonly WordHit[])[], words: readonly Word[], index: RegisterIndex): Pair {
  const [from = 0, to = 0] = pair.words;
  const inside = new Set<number>(pair.words);
  for (let at = from + 1; at < to; at += 1) inside.add(at);
  const bears = (at: number): boolean => (hits[at] ?? []).some(({ word }) => pair.readings.some(({ pupil }) => word.bearers.has(pupil)));
  for (const step of [-1, 1]) {
    for (let at = step < 0 ? from - 1 : to + 1; at >= 0 && at < words.length; at += step) {
      const isJoined = !words[step < 0 ? at + 1 : at]?.isSetOff;
      if (!isJoined || !(bears(at) || isParticle(words[at]?.key ?? ''))) break;
      inside.add(at);
    }
  }
  const readings = pair.readings.map(({ pupil, score }) => {
    const surname = index.names[pupil]?.surname ?? [];
    const isWhole = surname.length > 1 && surname.every((key) => [...inside].some((at) => (hits[at] ?? []).some(({ word }) => word.part === 'surname' && word.key === key && word.bearers.has(pupil))));
    // A second given name that stands there too tells more.
    const given = index.names[pupil]?.given ?? [];
    const isSecond = given.length > 1 && given.every((key) => [...inside].some((at) => (hits[at] ?? []).some(({ word }) => word.part === 'given' && word.key === key)));
    return { pupil, score: score - (isWhole ? PART_ONLY : 0) - (isSecond ? 1 : 0) };
  });
  return { ...pair, words: [...inside].toSorted((a, b) => a - b), readings };
}

/** Takes names that share no word, the surest first. */
function choose(pairs: readonly Pair[], taken: Set<number>): Pair[] {
  const order = pairs.toSorted((a, b) => a.breaks - b.breaks || scoreOf(a) - scoreOf(b) || span(a) - span(b));
  const chosen: Pair[] = [];
  for (const pair of order) {
    if (pair.words.some((at) => taken.has(at))) continue;
    for (const at of pair.words) taken.add(at);
    chosen.push(pair);
  }
  return chosen;
}

function span({ words }: Mention): number {
  return (words.at(-1) ?? 0) - (words[0] ?? 0);
}

/** „Maja i Hanna Lewandowska”: a given name shares the surname that its neighbour has. */
function sharing(line: Line, at: number, hits: readonly (readonly WordHit[])[], index: RegisterIndex, chosen: readonly Pair[], taken: Set<number>): Mention[] {
  const found: Mention[] = [];
  for (const { words: place } of chosen) {
    const surnames = place.flatMap((one) => ofPart(hits[one] ?? [], 'surname'));
    const first = (place[0] ?? 0) - 1;
    for (let i = first; i >= 0 && i >= first - 3; i -= 1) {
      const key = line.words[i]?.key ?? '';
      const given = ofPart(hits[i] ?? [], 'given');
      if (joining.has(key)) continue;
      const readings = taken.has(i) ? [] : readingsOf(index, given, surnames);
      if (readings.length === 0) break;
      taken.add(i);
      found.push({ kind: 'full', line: at, words: [i], readings, isSurnameFirst: false });
    }
  }
  return found;
}

function glued(line: Line, at: number, index: RegisterIndex, taken: Set<number>): Mention[] {
  return line.words.flatMap(({ key }, word): Mention[] => {
    const pupils = taken.has(word) ? [] : index.findGlued(key);
    if (pupils.length === 0) return [];
    taken.add(word);
    const readings = pupils.map((pupil) => ({ pupil, score: 0 }));
    return [{ kind: 'full', line: at, words: [word], readings, isSurnameFirst: false }];
  });
}

/** A single word of a name: „zdjęcie Gabrysi”, „syn Sikora”. Plain words in small letters are none. */
function singles(line: Line, at: number, hits: readonly (readonly WordHit[])[], taken: Set<number>): Mention[] {
  return line.words.flatMap((word, place): Mention[] => {
    const found = hits[place] ?? [];
    if (taken.has(place) || found.length === 0 || !mayBeName(line, place)) return [];
    const isGiven = found.some(({ word: { part } }) => part === 'given') ;
    const part = isGiven ? 'given' : 'surname';
    const fitting = ofPart(found, part).filter(({ grade }) => grade < grades.misspelt || word.isCapital);
    if (fitting.length === 0) return [];
    taken.add(place);
    const readings = fitting.flatMap(({ word: { bearers }, grade, isBase }) =>
      [...bearers].slice(0, BEARERS_MAX).map((pupil) => ({ pupil, score: grade + (isBase ? 0 : 0) })),
    );
    return [{ kind: part, line: at, words: [place], readings: bestReadings(readings), isSurnameFirst: false }];
  });
}

function mayBeName(line: Line, place: number): boolean {
  const word = line.words[place];
  if (!word) return false;
  if (line.region === 'file') return !isCommonWord(word.key);
  if (isCommonWord(word.key)) return false;
  return word.isCapital || isGivenName(word.key);
}

const titles: ReadonlySet<string> = new Set('pani pan panu pana panem p wychowawca wychowawczyni wychowawcy nauczyciel nauczycielka nauczycielki dyrektor dyrektorka dr mgr ks mrs mr ms miss пан пані'.split(' '));
const relations: ReadonlySet<string> = new Set(
  'syn syna synowi synem synka synek corka corki corke corce corka coreczki dziecko dziecka dziecku uczen ucznia uczniowi uczennica uczennicy uczennice brata siostry wnuk wnuka wnuczka wnuczki wnuczke dla son daughter child for сина доньки донька син дочки дитини'.split(' '),
);

/** „IIb” is a class. */
function isRoman(key: string): boolean {
  return /^(?:i{1,3}|iv|vi{0,3})[a-h]?$/.test(key);
}

/** Words that look like a name that nobody in the register has. */
function strangersOf(line: Line, hits: readonly (readonly WordHit[])[], taken: ReadonlySet<number>): number[] {
  const { words } = line;
  const isStrange = (at: number): boolean => {
    const word = words[at];
    if (!word || taken.has(at) || word.key.length < 3 || isCommonWord(word.key) || isRoman(word.key)) return false;
    return !titles.has(words[at - 1]?.key ?? '') && !(titles.has(words[at - 2]?.key ?? '') && isGivenName(words[at - 1]?.key ?? ''));
  };
  return words.flatMap((word, at) => {
    if (!isStrange(at)) return [];
    const isOther = word.isCapital || line.region === 'file';
    // „Nowak Franek”: beside a word that might be a name.
    const isBeside = [at - 1, at + 1].some((near) => isStrange(near) && (words[near]?.isCapital ?? false) && !words[Math.max(near, at)]?.isSetOff);
    const isRelated = relations.has(words[at - 1]?.key ?? '') || (relations.has(words[at - 2]?.key ?? '') && ['to', 'ma', 'is', 'mojego', 'mojej', 'moja', 'moj'].includes(words[at - 1]?.key ?? ''));
    const isNextToName = [at - 1, at + 1].some((near) => taken.has(near) && !words[Math.max(near, at)]?.isSetOff) && word.isCapital;
    const isGiven = isGivenName(word.key) && (word.isCapital || line.region === 'file' || isRelated);
    const isNoun = (hits[at]?.length ?? 0) === 0 && isOther && (isBeside || isNextToName);
    return isGiven || isNoun || (isRelated && (isOther || isGivenName(word.key))) ? [at] : [];
  });
}

/** The names of a line. */
export function findNames(line: Line, at: number, index: RegisterIndex): LineNames {
  const hits = hitsOf(line, index);
  const taken = new Set<number>();
  const pairs = mergeSame(pairsOf(line, at, hits, index)).map((pair) => absorb(pair, hits, line.words, index));
  const chosen = choose(pairs, taken);
  const shared = sharing(line, at, hits, index, chosen, taken);
  const whole = glued(line, at, index, taken);
  const alone = singles(line, at, hits, taken);
  return { mentions: [...chosen, ...shared, ...whole, ...alone], strangers: strangersOf(line, hits, taken) };
}
