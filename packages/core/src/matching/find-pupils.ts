import { readAddresses } from './address.ts';
import { compareClass, type WrittenClass } from './class-written.ts';
import { grades } from './register-index.ts';
import type { Mention, Reading } from './mentions.ts';
import type { PersonalNumbers } from './personal-facts.ts';
import type { ReadMessage } from './read-message.ts';
import type { Sender } from './read-sender.ts';
import type { RegisterIndex } from './register-index.ts';
import { relationOf } from './relations.ts';

/** A pupil whom a message means, and by what it was seen. */
export type FoundPupil = {
  readonly pupil: number;
  readonly seen: ReadonlySet<Seen>;
  readonly mentions: readonly Mention[];
};
type Seen = 'name' | 'nickname' | 'fuzzy' | 'swapped' | 'sender' | 'class' | 'address' | 'number' | 'quoted';

export type FoundPupils = {
  readonly found: readonly FoundPupil[];
  /** Names that may be those of several pupils. */
  readonly unclear: readonly { readonly candidates: readonly number[]; readonly mentions: readonly Mention[] }[];
  /** A name that is nobody’s, or nobody’s of this sender. */
  readonly hasStranger: boolean;
  /** Two signs speak for different pupils: never a draft. */
  readonly hasConflict: boolean;
};

/** What decides between pupils. */
export type Evidence = {
  readonly index: RegisterIndex;
  readonly sender: Sender;
  readonly message: ReadMessage;
  readonly numbers: PersonalNumbers;
  readonly isLastYearKnown: boolean;
};

const CANDIDATES_MAX = 10;

type Draft = {
  readonly found: Map<number, { seen: Set<Seen>; mentions: Mention[] }>;
  readonly unclear: { candidates: readonly number[]; mentions: Mention[] }[];
  hasStranger: boolean;
  hasConflict: boolean;
};

function take(draft: Draft, pupil: number, seen: readonly Seen[], mention?: Mention): void {
  const known = draft.found.get(pupil) ?? { seen: new Set<Seen>(), mentions: [] };
  for (const one of seen) known.seen.add(one);
  if (mention) known.mentions.push(mention);
  draft.found.set(pupil, known);
}

function seenOf(mention: Mention, { score }: Reading): Seen[] {
  const fuzzy = score >= grades.sound ? ['fuzzy' as const] : [];
  const nick = score >= grades.nickname && score < grades.sound ? ['nickname' as const] : [];
  return ['name', ...fuzzy, ...nick, ...(mention.kind === 'full' && mention.isSurnameFirst ? ['swapped' as const] : [])];
}

/** The class that stands nearest to a name; a message with one class means it for all. */
export function classNear(mention: Mention | undefined, { message }: Pick<Evidence, 'message'>): WrittenClass | undefined {
  const all = message.classes;
  if (!mention) return all[0];
  const line = message.lines[mention.line];
  const last = line?.words[mention.words.at(-1) ?? 0]?.at ?? 0;
  const same = all.filter((one) => one.line === mention.line);
  const after = same.filter(({ at }) => at >= last);
  return after[0] ?? same.at(-1);
}

/** Pupils whom one more sign leaves; all of them where it says nothing or fits none. */
function leaveBy(candidates: readonly number[], fits: (pupil: number) => boolean): readonly number[] {
  const left = candidates.filter(fits);
  return left.length > 0 ? left : candidates;
}

function fitsClass(pupil: number, written: WrittenClass | undefined, { index, isLastYearKnown }: Evidence, wanted: readonly string[]): boolean {
  const known = index.pupils[pupil]?.classGroup;
  if (written === undefined || known === undefined) return false;
  return wanted.includes(compareClass(written, known, isLastYearKnown));
}

function textOf(message: ReadMessage): string {
  return `${message.subject}\n${message.own}`;
}

/** Chooses among pupils of one name by numbers, birth date, class and address; the signs must agree. */
function byFacts(candidates: readonly number[], mention: Mention | undefined, evidence: Evidence): { left: readonly number[]; by: Seen[] } {
  const { index, numbers, message } = evidence;
  const written = classNear(mention, evidence) ?? (message.classes.length === 1 ? message.classes[0] : undefined);
  const hasAddress = readAddresses(textOf(message));
  const signs: readonly (readonly [Seen, (pupil: number) => boolean])[] = [
    ['number', (pupil) => numbers.pesels.includes(index.pupils[pupil]?.pesel ?? '-') || numbers.bornOns.includes(index.pupils[pupil]?.bornOn ?? '-')],
    ['class', (pupil) => fitsClass(pupil, written, evidence, ['same'])],
    ['address', (pupil) => index.addresses[pupil] !== undefined && hasAddress(index.addresses[pupil])],
    ['class', (pupil) => fitsClass(pupil, written, evidence, ['same', 'level', 'last_year'])],
  ];
  let left = candidates;
  const by: Seen[] = [];
  for (const [sign, fits] of signs) {
    const next = leaveBy(left, fits);
    if (next.length < left.length) by.push(sign);
    left = next;
  }
  return { left, by };
}

/** A name of two words. */
function takeFull(draft: Draft, mention: Mention, evidence: Evidence): void {
  const { sender } = evidence;
  const best = Math.min(...mention.readings.map(({ score }) => score));
  const top = mention.readings.filter(({ score }) => score === best);
  const isOwn = ({ pupil }: Reading): boolean => sender.children.includes(pupil);
  const own = top.filter(isOwn);
  const isMine = mention.words.every((at) => sender.ownWords.has(evidence.message.lines[mention.line]?.words[at]?.key ?? ''));
  // The sender’s own name is no pupil’s, unless a child is called the same.
  if (own.length === 0 && isMine && sender.kind !== 'unknown') return;
  const [only] = own.length === 1 ? own : top;
  if (only && (own.length === 1 || top.length === 1)) {
    const isOther = own.length === 0 && mention.readings.some(isOwn);
    const contradicts = own.length === 1 && top.length > 1 && isAgainst(only.pupil, top, mention, evidence);
    if (isOther || contradicts) return putAside(draft, mention, mention.readings.map(({ pupil }) => pupil));
    const isBySender = own.length === 1 && top.length > 1;
    take(draft, only.pupil, [...seenOf(mention, only), ...(isBySender ? ['sender' as const] : [])], mention);
    return;
  }
  const { left, by } = byFacts((own.length > 0 ? own : top).map(({ pupil }) => pupil), mention, evidence);
  const [one] = left;
  const reading = top.find(({ pupil }) => pupil === one);
  if (left.length === 1 && one !== undefined && reading) take(draft, one, [...seenOf(mention, reading), ...by], mention);
  else draft.unclear.push({ candidates: left.slice(0, CANDIDATES_MAX), mentions: [mention] });
}

/** A class, number or address that is another namesake’s, not the sender’s child’s. */
function isAgainst(pupil: number, top: readonly Reading[], mention: Mention, evidence: Evidence): boolean {
  const { left, by } = byFacts(top.map((one) => one.pupil), mention, evidence);
  return by.length > 0 && !left.includes(pupil);
}

function putAside(draft: Draft, mention: Mention, candidates: readonly number[]): void {
  draft.hasConflict = true;
  draft.unclear.push({ candidates: candidates.slice(0, CANDIDATES_MAX), mentions: [mention] });
}

/** A name of one word: it chooses among the sender’s children, or says again who was named in full. */
function takeSingle(draft: Draft, mention: Mention, evidence: Evidence): void {
  const { sender, message } = evidence;
  const isNamed = mention.readings.filter(({ pupil }) => draft.found.has(pupil));
  const own = mention.readings.filter(({ pupil }) => sender.children.includes(pupil));
  const best = Math.min(...own.map(({ score }) => score));
  const top = own.filter(({ score }) => score === best);
  const key = message.lines[mention.line]?.words[mention.words[0] ?? 0]?.key ?? '';
  const isFile = message.lines[mention.line]?.region === 'file';
  if (isNamed.length > 0) {
    // A file’s name that fits one of those named in full belongs to that one.
    const [only] = isNamed;
    if (isNamed.length === 1 && only) take(draft, only.pupil, mention.kind === 'given' ? seenOf(mention, only).slice(1) : [], mention);
    return;
  }
  if (sender.ownWords.has(key) && (top.length === 0 || mention.kind === 'surname')) return;
  if (draft.unclear.some(({ candidates }) => mention.readings.some(({ pupil }) => candidates.includes(pupil)))) {
    narrowUnclear(draft, mention, evidence);
    return;
  }
  if (top.length === 1 && top[0]) return take(draft, top[0].pupil, [...seenOf(mention, top[0]), 'sender'], mention);
  if (top.length > 1) return takeOneOf(draft, mention, top.map(({ pupil }) => pupil), evidence);
  if (sender.kind !== 'unknown') {
    draft.hasStranger = true;
    return;
  }
  if (isFile && draft.found.size > 0) {
    draft.hasStranger = true;
    return;
  }
  takeOneOf(draft, mention, mention.readings.map(({ pupil }) => pupil), evidence);
}

/** „Jan” beside an unclear „Nowak”: the name that both can be. */
function narrowUnclear(draft: Draft, mention: Mention, { sender }: Evidence): void {
  const at = draft.unclear.findIndex(({ candidates }) => mention.readings.some(({ pupil }) => candidates.includes(pupil)));
  const unclear = draft.unclear[at];
  if (!unclear) return;
  const left = unclear.candidates.filter((pupil) => mention.readings.some((one) => one.pupil === pupil));
  const [only] = left;
  if (left.length === 1 && only !== undefined && !draft.hasConflict && sender.children.includes(only)) {
    draft.unclear.splice(at, 1);
    take(draft, only, ['name', 'sender'], unclear.mentions[0]);
    return;
  }
  unclear.mentions.push(mention);
}

function takeOneOf(draft: Draft, mention: Mention, candidates: readonly number[], evidence: Evidence): void {
  const { left, by } = byFacts(candidates, mention, evidence);
  const [only] = left;
  if (left.length === 1 && only !== undefined) take(draft, only, ['name', ...by], mention);
  else if (left.length <= CANDIDATES_MAX) draft.unclear.push({ candidates: left, mentions: [mention] });
}

/** Nobody is named: the sender’s only child, the only son, all of them; or the pupil whose number stands there. */
function takeUnnamed(draft: Draft, evidence: Evidence): void {
  const { index, sender, message, numbers } = evidence;
  const byNumber = index.pupils.flatMap(({ pesel }, at) => (pesel !== undefined && numbers.pesels.includes(pesel) ? [at] : []));
  if (byNumber.length === 1 && byNumber[0] !== undefined) return take(draft, byNumber[0], ['number']);
  if (sender.children.length === 0) return;
  const { sex, isMany } = relationOf(textOf(message));
  const fitting = sender.children.filter((pupil) => sex === undefined || index.sexOf(pupil) === undefined || index.sexOf(pupil) === sex);
  if (fitting.length === 0) {
    draft.hasStranger = true;
    return;
  }
  const quoted = [...new Set(message.quotedMentions.flatMap(({ readings }) => readings.map(({ pupil }) => pupil)))].filter((pupil) => fitting.includes(pupil));
  const [only] = fitting;
  if (fitting.length === 1 && only !== undefined) return take(draft, only, ['sender']);
  if (quoted.length === 1 && quoted[0] !== undefined) return take(draft, quoted[0], ['sender', 'quoted']);
  if (isMany) {
    for (const pupil of fitting) take(draft, pupil, ['sender']);
    return;
  }
  const { left, by } = byFacts(fitting, undefined, evidence);
  if (left.length === 1 && left[0] !== undefined) return take(draft, left[0], ['sender', ...by]);
  draft.unclear.push({ candidates: left.slice(0, CANDIDATES_MAX), mentions: [] });
}

/** Finds the pupils whom a message means. */
export function findPupils(evidence: Evidence): FoundPupils {
  const { message } = evidence;
  const draft: Draft = { found: new Map(), unclear: [], hasStranger: false, hasConflict: false };
  const order = ['full', 'given', 'surname'] as const;
  for (const kind of order) {
    for (const mention of message.mentions.filter((one) => one.kind === kind)) {
      if (kind === 'full') takeFull(draft, mention, evidence);
      else takeSingle(draft, mention, evidence);
    }
  }
  const isNamed = draft.found.size > 0 || draft.unclear.length > 0;
  if (message.hasStranger) draft.hasStranger = true;
  if (!isNamed && !draft.hasStranger) takeUnnamed(draft, evidence);
  const unclear = withoutDoubles(draft);
  const found = [...draft.found].map(([pupil, { seen, mentions }]) => ({ pupil, seen, mentions }));
  return { found, unclear, hasStranger: draft.hasStranger, hasConflict: draft.hasConflict || isContradicted(found, evidence) };
}

/** One unclear name said twice is one; one that a clear name settles is none. */
function withoutDoubles({ found, unclear }: Draft): FoundPupils['unclear'] {
  const kept: { candidates: readonly number[]; mentions: Mention[] }[] = [];
  for (const { candidates, mentions } of unclear) {
    if (candidates.some((pupil) => found.has(pupil)) && mentions.every(({ kind }) => kind !== 'full')) continue;
    const same = kept.find((one) => one.candidates.join() === candidates.join());
    if (same) same.mentions.push(...mentions);
    else kept.push({ candidates, mentions: [...mentions] });
  }
  return kept;
}

/** A number or birth date in the text that is not the one of the pupil found. */
function isContradicted(found: readonly FoundPupil[], { index, numbers }: Evidence): boolean {
  const pupils = found.map(({ pupil }) => index.pupils[pupil]);
  const isOther = (value: string, own: (string | undefined)[]): boolean => own.every((one) => one !== undefined && one !== value);
  return (
    pupils.length > 0 &&
    (numbers.pesels.some((pesel) => isOther(pesel, pupils.map((one) => one?.pesel))) ||
      numbers.bornOns.some((day) => isOther(day, pupils.map((one) => one?.bornOn))))
  );
}
