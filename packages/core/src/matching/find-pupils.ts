import { type Chosen, chooseByFacts, type Evidence, type Fact, textOf } from './choose-by-facts.ts';
import type { Mention, Reading } from './mentions.ts';
import { grades } from './register-index.ts';
import { relationOf } from './relations.ts';

/** A pupil whom a message means, and by what it was seen. */
export type FoundPupil = {
  readonly pupil: number;
  readonly seen: ReadonlySet<Seen>;
  readonly mentions: readonly Mention[];
};
export type Seen = Fact | 'name' | 'nickname' | 'fuzzy' | 'swapped' | 'sender' | 'quoted';
type Unclear = { readonly candidates: readonly number[]; readonly mentions: readonly Mention[] };

export type FoundPupils = {
  readonly found: readonly FoundPupil[];
  /** Names that may be those of several pupils. */
  readonly unclear: readonly Unclear[];
  /** A name that is nobody’s, or nobody’s of this sender. */
  readonly hasStranger: boolean;
  /** Two signs speak for different pupils: never a draft. */
  readonly hasConflict: boolean;
};

const CANDIDATES_MAX = 10;

type Draft = {
  readonly found: Map<number, { readonly seen: Set<Seen>; readonly mentions: Mention[] }>;
  readonly unclear: { readonly candidates: readonly number[]; readonly mentions: Mention[] }[];
  hasStranger: boolean;
  hasConflict: boolean;
};

function take(draft: Draft, pupil: number, seen: readonly Seen[], mention?: Mention): void {
  const known = draft.found.get(pupil) ?? { seen: new Set<Seen>(), mentions: [] };
  for (const one of seen) known.seen.add(one);
  if (mention) known.mentions.push(mention);
  draft.found.set(pupil, known);
}

/** Takes the one who is left, or keeps them all as unclear. */
function takeLeft(
  draft: Draft,
  { left, by }: Chosen,
  how: readonly Seen[],
  mention: Mention | undefined,
): void {
  const [only] = left;
  if (left.length === 1 && only !== undefined) take(draft, only, [...how, ...by], mention);
  else draft.unclear.push({ candidates: left.slice(0, CANDIDATES_MAX), mentions: mention ? [mention] : [] });
}

function seenOf(mention: Mention, { grade }: Reading): Seen[] {
  const how: Seen[] = ['name'];
  if (grade >= grades.sound) how.push('fuzzy');
  else if (grade >= grades.nickname) how.push('nickname');
  if (mention.kind === 'full' && mention.isSurnameFirst) how.push('swapped');
  return how;
}

function topOf(readings: readonly Reading[]): Reading[] {
  const best = Math.min(...readings.map(({ score }) => score));
  return readings.filter(({ score }) => score === best);
}

function pupilsOf(readings: readonly Reading[]): number[] {
  return readings.map(({ pupil }) => pupil);
}

function keyAt({ message }: Evidence, mention: Mention, place: number): string {
  return message.lines[mention.line]?.words[place]?.key ?? '';
}

/** A class, number or address that is another namesake’s. */
function isAgainst(pupil: number, top: readonly Reading[], mention: Mention, evidence: Evidence): boolean {
  const { left, by } = chooseByFacts(pupilsOf(top), mention, evidence);
  return by.length > 0 && !left.includes(pupil);
}

/** A name of two words. */
function takeFull(draft: Draft, mention: Mention, evidence: Evidence): void {
  const { sender } = evidence;
  const isOwn = ({ pupil }: Reading): boolean => sender.children.includes(pupil);
  const top = topOf(mention.readings);
  const own = top.filter(isOwn);
  const isSelf = mention.words.every((place) => sender.ownWords.has(keyAt(evidence, mention, place)));
  // The sender’s own name is no pupil’s, unless a child is called the same.
  if (own.length === 0 && isSelf && sender.kind !== 'unknown') return;
  const [only] = own.length === 1 ? own : top;
  if (only && (own.length === 1 || top.length === 1)) takeOnly(draft, only, mention, evidence);
  else takeOfNamesakes(draft, own.length > 0 ? own : top, mention, evidence);
}

/** Several are called so: facts choose, or that one of them was named with facts before („Jan Nowak.jpg”). */
function takeOfNamesakes(draft: Draft, top: readonly Reading[], mention: Mention, evidence: Evidence): void {
  const [first] = top;
  const chosen = chooseByFacts(pupilsOf(top), mention, evidence);
  const named = chosen.left.filter((pupil) => draft.found.has(pupil));
  const left = named.length === 1 ? named : chosen.left;
  takeLeft(draft, { ...chosen, left }, first ? seenOf(mention, first) : [], mention);
}

/** One is left by the name, or by the name and the sender. */
function takeOnly(draft: Draft, only: Reading, mention: Mention, evidence: Evidence): void {
  const { children } = evidence.sender;
  const top = topOf(mention.readings);
  // It fits another child better than the sender’s own, or what stands beside the name is a namesake’s.
  const isOther =
    !children.includes(only.pupil) && pupilsOf(mention.readings).some((one) => children.includes(one));
  if (isOther || (top.length > 1 && isAgainst(only.pupil, top, mention, evidence))) {
    draft.hasConflict = true;
    takeLeft(draft, { left: pupilsOf(mention.readings), by: [] }, [], mention);
    return;
  }
  const seen: Seen[] = top.length > 1 ? [...seenOf(mention, only), 'sender'] : seenOf(mention, only);
  take(draft, only.pupil, seen, mention);
}

/** A name of one word: it says again who was named, or chooses among the sender’s children. */
function takeSingle(draft: Draft, mention: Mention, evidence: Evidence): void {
  const { sender, message } = evidence;
  if (repeatsNamed(draft, mention)) return;
  const own = topOf(mention.readings.filter(({ pupil }) => sender.children.includes(pupil)));
  const isSelf = sender.ownWords.has(keyAt(evidence, mention, mention.words[0] ?? 0));
  if (isSelf && (own.length === 0 || mention.kind === 'surname')) return;
  if (narrowsUnclear(draft, mention, evidence)) return;
  const [only] = own;
  const isFile = message.lines[mention.line]?.region === 'file';
  if (only && own.length === 1) take(draft, only.pupil, [...seenOf(mention, only), 'sender'], mention);
  else if (own.length > 1)
    takeLeft(draft, chooseByFacts(pupilsOf(own), mention, evidence), ['name'], mention);
  else if (sender.kind !== 'unknown' || (isFile && draft.found.size > 0)) draft.hasStranger = true;
  else takeOfMany(draft, mention, evidence);
}

/** Somebody unknown names a child by one word: only if few are called so is it worth saying. */
function takeOfMany(draft: Draft, mention: Mention, evidence: Evidence): void {
  const chosen = chooseByFacts(pupilsOf(mention.readings), mention, evidence);
  if (chosen.left.length <= CANDIDATES_MAX) takeLeft(draft, chosen, ['name'], mention);
}

/** A file’s „jan.jpg” belongs to the Jan who was named in full. */
function repeatsNamed(draft: Draft, mention: Mention): boolean {
  const named = mention.readings.filter(({ pupil }) => draft.found.has(pupil));
  const [only] = named;
  if (only && named.length === 1) {
    const seen = mention.kind === 'given' ? seenOf(mention, only).filter((one) => one !== 'name') : [];
    take(draft, only.pupil, seen, mention);
  }
  return named.length > 0;
}

/** „Jan” beside an unclear „Nowak”: the one who can be both. */
function narrowsUnclear(draft: Draft, mention: Mention, { sender }: Evidence): boolean {
  const fits = (pupil: number): boolean => mention.readings.some((one) => one.pupil === pupil);
  const at = draft.unclear.findIndex(({ candidates }) => candidates.some(fits));
  const unclear = draft.unclear[at];
  if (!unclear) return false;
  const left = unclear.candidates.filter(fits);
  const [only] = left;
  const isSure = left.length === 1 && only !== undefined && sender.children.includes(only);
  if (isSure && !draft.hasConflict) {
    draft.unclear.splice(at, 1);
    take(draft, only, ['name', 'sender'], unclear.mentions[0] ?? mention);
  } else unclear.mentions.push(mention);
  return true;
}

/** Nobody is named: the pupil whose number stands there, the sender’s only child, the only son, all of them. */
function takeUnnamed(draft: Draft, evidence: Evidence): void {
  const { index, sender, message, numbers } = evidence;
  const byNumber = index.pupils.flatMap(({ pesel = '' }, at) => (numbers.pesels.includes(pesel) ? [at] : []));
  const [numbered] = byNumber;
  if (numbered !== undefined && byNumber.length === 1) {
    take(draft, numbered, ['number']);
    return;
  }
  if (sender.children.length === 0) return;
  const { sex, isMany } = relationOf(textOf(message));
  const isFitting = (pupil: number): boolean => sex === undefined || (index.sexOf(pupil) ?? sex) === sex;
  const fitting = sender.children.filter(isFitting);
  const quoted = new Set(message.quotedMentions.flatMap(({ readings }) => pupilsOf(readings)));
  const asked = fitting.filter((pupil) => quoted.has(pupil));
  // A daughter of somebody who has a son here is somebody we do not know.
  if (fitting.length === 0) draft.hasStranger = true;
  else if (fitting.length > 1 && asked.length === 1)
    takeLeft(draft, { left: asked, by: [] }, ['sender', 'quoted'], undefined);
  else if (isMany) for (const pupil of fitting) take(draft, pupil, ['sender']);
  else takeLeft(draft, chooseByFacts(fitting, undefined, evidence), ['sender'], undefined);
}

/** One unclear name said twice is one; a single word of a name that a clear one settles is none. */
function withoutDoubles({ found, unclear }: Draft): Unclear[] {
  const kept: { readonly candidates: readonly number[]; readonly mentions: Mention[] }[] = [];
  for (const { candidates, mentions } of unclear) {
    const isSettled = candidates.some((pupil) => found.has(pupil));
    if (isSettled && mentions.every(({ kind }) => kind !== 'full')) continue;
    const same = kept.find((one) => one.candidates.join() === candidates.join());
    if (same) same.mentions.push(...mentions);
    else kept.push({ candidates, mentions: [...mentions] });
  }
  return kept;
}

/** A number or birth date in the text that is none of the pupils’ found. */
function isContradicted(found: readonly FoundPupil[], { index, numbers }: Evidence): boolean {
  const pupils = found.map(({ pupil }) => index.pupils[pupil]);
  const isOthers = (value: string, own: readonly (string | undefined)[]): boolean =>
    own.length > 0 && own.every((one) => one !== undefined && one !== value);
  return (
    numbers.pesels.some((pesel) =>
      isOthers(
        pesel,
        pupils.map((one) => one?.pesel),
      ),
    ) ||
    numbers.bornOns.some((day) =>
      isOthers(
        day,
        pupils.map((one) => one?.bornOn),
      ),
    )
  );
}

/** Finds the pupils whom a message means: full names first, then single words, then what the sender alone tells. */
export function findPupils(evidence: Evidence): FoundPupils {
  const { message } = evidence;
  const draft: Draft = {
    found: new Map(),
    unclear: [],
    hasStranger: message.hasStranger,
    hasConflict: false,
  };
  const of = (kind: Mention['kind']): Mention[] => message.mentions.filter((one) => one.kind === kind);
  for (const mention of of('full')) takeFull(draft, mention, evidence);
  for (const mention of [...of('given'), ...of('surname')]) takeSingle(draft, mention, evidence);
  const isNamed = draft.found.size > 0 || draft.unclear.length > 0;
  if (!isNamed && !draft.hasStranger) takeUnnamed(draft, evidence);
  const found = [...draft.found].map(([pupil, { seen, mentions }]) => ({ pupil, seen, mentions }));
  const hasConflict = draft.hasConflict || isContradicted(found, evidence);
  return { found, unclear: withoutDoubles(draft), hasStranger: draft.hasStranger, hasConflict };
}
