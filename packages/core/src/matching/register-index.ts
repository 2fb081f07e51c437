import { parsePesel } from '../person/pesel.ts';
import { isMisspelt, plainSound } from '../person/same-person.ts';
import { type AddressKey, addressKeyOf } from './address.ts';
import { isGivenName, nicknamesOf, sexOfName } from './given-names.ts';
import type { RegisterPupil } from './message.ts';
import { inflectName, inflectUkrainian, isInflected } from './name-forms.ts';
import { wordKey } from './words.ts';

/** How a written word is a name's: as it stands or inflected, what people call its bearer, the same sound, a slip. */
export const grades = { same: 0, nickname: 2, sound: 4, misspelt: 5 } as const;

/** One word of names in the register, with all who bear it. */
export type NameWord = {
  readonly key: string;
  readonly part: 'given' | 'surname';
  readonly sex: 'F' | 'M' | undefined;
  readonly bearers: Set<number>;
  /** Whether the word has other forms at all. */
  readonly isInflected: boolean;
};

/** A written word that may be a word of a name. */
export type WordHit = { readonly word: NameWord; readonly grade: number; readonly isBase: boolean };

export type PupilNames = { readonly given: readonly string[]; readonly surname: readonly string[] };

/** The register of one school, ready to be asked. */
export type RegisterIndex = {
  readonly pupils: readonly RegisterPupil[];
  readonly names: readonly PupilNames[];
  readonly addresses: readonly (AddressKey | undefined)[];
  /** Words of streets, so that the number behind one is no class. */
  readonly streets: ReadonlySet<string>;
  readonly byId: ReadonlyMap<string, number>;
  /** Children of a guardian, and pupils, by e-mail address in lower case. */
  readonly byGuardian: ReadonlyMap<string, readonly number[]>;
  readonly byOwnEmail: ReadonlyMap<string, readonly number[]>;
  sexOf(pupil: number): 'F' | 'M' | undefined;
  find(key: string): readonly WordHit[];
  /** A whole name written as one word. */
  findGlued(key: string): readonly number[];
};

/** Signs in a name that lost letters are looked for in at most so many forms. */
const PATTERN_FORMS_MAX = 60_000;
const FOUND_MAX = 20_000;
const particles: ReadonlySet<string> = new Set([
  'von',
  'van',
  'de',
  'da',
  'di',
  'del',
  'la',
  'le',
  'bin',
  'el',
  'zu',
]);

/** Whether a word stands inside of names without being one: von, de. */
export function isParticle(key: string): boolean {
  return particles.has(key);
}

/** Words of one part of a name, as keys; particles are nobody's name. */
function nameWords(name: string): string[] {
  const words = name.split(/[\s\-–.,]+/).map(wordKey);
  const real = words.filter((word) => word.length > 1 && !particles.has(word));
  return real.length > 0 ? real : words.filter(Boolean);
}

function sexOf(pupil: RegisterPupil): 'F' | 'M' | undefined {
  if (pupil.sex) return pupil.sex;
  const facts = pupil.pesel === undefined ? 'length' : parsePesel(pupil.pesel);
  if (typeof facts === 'object') return Number(facts.pesel[9]) % 2 === 0 ? 'F' : 'M';
  return sexOfName(pupil.givenNames.split(/\s+/)[0] ?? '');
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

type Forms = { readonly exact: Map<string, WordHit[]>; readonly sounds: Map<string, WordHit[]> };

function addForm({ exact }: Forms, form: string, hit: WordHit): void {
  const known = exact.get(form);
  if (known?.some((one) => one.word === hit.word && one.grade <= hit.grade)) return;
  push(exact, form, hit);
}

/** All ways in which one word of a name may be written. */
function addWord(forms: Forms, word: NameWord, written: string): void {
  const { part, sex } = word;
  addForm(forms, word.key, { word, grade: grades.same, isBase: true });
  const inflected = inflectName(written, { part, sex });
  for (const form of inflected) addForm(forms, form, { word, grade: grades.same, isBase: false });
  const spoken = new Set([word.key, ...inflected, ...inflectUkrainian(written)].map(plainSound));
  for (const sound of spoken)
    push(forms.sounds, sound, { word, grade: grades.sound, isBase: sound === plainSound(word.key) });
  // O’Brien is written O Brien too.
  const behind = /['’ʼ]\s?(\p{L}{3,})$/u.exec(written)?.[1];
  if (behind) addForm(forms, wordKey(behind), { word, grade: grades.same, isBase: true });
  if (part === 'surname') return;
  for (const called of nicknamesOf(written)) {
    const nick = { word, grade: grades.nickname };
    addForm(forms, wordKey(called), { ...nick, isBase: true });
    for (const form of inflectName(called, { part, sex })) addForm(forms, form, { ...nick, isBase: false });
    for (const form of inflectUkrainian(called))
      push(forms.sounds, plainSound(form), { ...nick, grade: grades.sound, isBase: false });
  }
}

/** Words one letter of which is left out: two that share one are one slip apart. */
function withoutOne(key: string): string[] {
  return Array.from({ length: key.length }, (_, at) => key.slice(0, at) + key.slice(at + 1));
}

function createFinder(forms: Forms, words: readonly NameWord[]): RegisterIndex['find'] {
  const near = new Map<string, WordHit[]>();
  const bases = [...forms.exact].flatMap(([key, hits]) => hits.map((hit) => ({ key, hit })));
  for (const { key, hit } of bases.filter(
    ({ key: one, hit: { grade } }) => one.length >= 5 && grade === grades.same,
  ))
    for (const left of [key, ...withoutOne(key)]) push(near, left, hit);
  const known = new Map<string, readonly WordHit[]>();
  const search = (key: string): readonly WordHit[] => {
    if (key.includes('?')) return findPattern(forms.exact, key);
    const exact = forms.exact.get(key) ?? [];
    const sounding = (forms.sounds.get(plainSound(key)) ?? []).filter(
      ({ word }) => !exact.some((hit) => hit.word === word),
    );
    // What is a name by itself is nobody’s misspelt other name.
    if (exact.length > 0 || (isGivenName(key) && !/[\u0400-\u04ff]/.test(key))) return exact;
    if (sounding.length > 0 || key.length < 5) return bestOf(sounding);
    return bestOf(
      [key, ...withoutOne(key)]
        .flatMap((left) => near.get(left) ?? [])
        .filter(
          ({ word }) =>
            isMisspelt(plainSound(word.key), plainSound(key)) || word.key.length + 4 >= key.length,
        )
        .map((hit) => ({ ...hit, grade: grades.misspelt })),
    );
  };
  return (key) => {
    const found = known.get(key);
    if (found) return found;
    if (known.size > FOUND_MAX) known.clear();
    const hits = words.length === 0 ? [] : search(key);
    known.set(key, hits);
    return hits;
  };
}

/** Each word of the register once, by its best hit. */
function bestOf(hits: readonly WordHit[]): WordHit[] {
  const best = new Map<NameWord, WordHit>();
  for (const hit of hits) {
    const known = best.get(hit.word);
    if (!known || hit.grade < known.grade || (hit.grade === known.grade && hit.isBase))
      best.set(hit.word, hit);
  }
  return [...best.values()];
}

/** Words whose letters were lost: `Wi?niewska`. */
function findPattern(exact: ReadonlyMap<string, readonly WordHit[]>, key: string): WordHit[] {
  const plain = key.replace(/\?/g, '');
  if (plain.length < 2 || exact.size > PATTERN_FORMS_MAX) return [];
  const pattern = new RegExp(`^${key.replace(/\?+/g, '[a-z]{1,2}')}$`);
  const found = [...exact].filter(([form]) => pattern.test(form)).flatMap(([, hits]) => hits);
  return bestOf(found).map((hit) => ({ ...hit, grade: Math.max(hit.grade, grades.sound) }));
}

/** Builds the index; work and memory grow with the number of different names, not of pupils. */
export function createRegisterIndex(pupils: readonly RegisterPupil[]): RegisterIndex {
  const words = new Map<string, NameWord>();
  const forms: Forms = { exact: new Map(), sounds: new Map() };
  const glued = new Map<string, number[]>();
  const byGuardian = new Map<string, number[]>();
  const byOwnEmail = new Map<string, number[]>();
  const sexes = pupils.map(sexOf);
  const names = pupils.map((pupil, at): PupilNames => {
    const sex = sexes[at];
    const add = (name: string, part: NameWord['part']): string[] => {
      for (const written of name.split(/[\s\-–.,]+/)) {
        const key = wordKey(written);
        if (!nameWords(name).includes(key)) continue;
        const id = `${part} ${sex} ${key}`;
        const known = words.get(id);
        const word = known ?? {
          key,
          part,
          sex,
          bearers: new Set<number>(),
          isInflected: isInflected(written, sex),
        };
        word.bearers.add(at);
        if (known) continue;
        words.set(id, word);
        addWord(forms, word, written);
      }
      return nameWords(name);
    };
    const [given, surname] = [add(pupil.givenNames, 'given'), add(pupil.surname, 'surname')];
    const [first = '', whole] = [given[0], surname.join('')];
    for (const one of new Set([first + whole, whole + first, given.join('') + whole, given.join('')]))
      if (one.length >= 6) push(glued, one, at);
    for (const { email } of pupil.guardians) if (email) push(byGuardian, email.trim().toLowerCase(), at);
    if (pupil.email) push(byOwnEmail, pupil.email.trim().toLowerCase(), at);
    return { given, surname };
  });
  const addresses = pupils.map(({ address }) => (address === undefined ? undefined : addressKeyOf(address)));
  return {
    pupils,
    names,
    addresses,
    streets: new Set(addresses.flatMap((one) => one?.words.slice(-1) ?? [])),
    byId: new Map(pupils.map(({ id }, at) => [id, at])),
    byGuardian,
    byOwnEmail,
    sexOf: (pupil) => sexes[pupil],
    find: createFinder(forms, [...words.values()]),
    findGlued: (key) => glued.get(key) ?? [],
  };
}
