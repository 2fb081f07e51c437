import { plainSound } from '../person/same-person.ts';
import { wordKey } from './words.ts';

/** Which part of a name a word is, and for whom: both decide how it is inflected. */
export type NameKind = { readonly part: 'given' | 'surname'; readonly sex: 'F' | 'M' | undefined };

const vowel = /[aeiouy]$/;

/** What a stem becomes before -e in the locative (and the dative of -a words), in letters without marks. */
function soften(stem: string): string[] {
  const swaps: readonly (readonly [RegExp, string])[] = [
    [/ch$/, 'sze'],
    [/sn$/, 'snie'],
    [/st$/, 'scie'],
    [/k$/, 'ce'],
    [/g$/, 'dze'],
    [/r$/, 'rze'],
    [/t$/, 'cie'],
    [/d$/, 'dzie'],
    [/h$/, 'sze'],
  ];
  for (const [ending, softened] of swaps) if (ending.test(stem)) return [stem.replace(ending, softened)];
  // A plain l was ł or l: `Kamile` of Kamiła, `Kamili` of Kamila.
  return [`${stem}ie`, `${stem}e`];
}

/** Words in -a: Maja, Kuba, Sikora, Duda, Zofia. */
function formsOfA(stem: string): string[] {
  const genitive = /[kgl]$/.test(stem) ? [`${stem}i`] : [`${stem}y`, `${stem}i`];
  const after = stem.endsWith('j') ? [`${stem.slice(0, -1)}i`, `${stem.slice(0, -1)}ii`] : [];
  const soft = stem.endsWith('i') ? [stem, `${stem.slice(0, -1)}`] : [];
  return [
    ...genitive,
    ...after,
    ...soft.filter((one) => one.length > 2 && !vowel.test(one.slice(0, -1))),
    ...soft.slice(0, 1),
    ...soften(stem),
    ...[`${stem}e`, `${stem}a`, `${stem}o`, `${stem}u`],
  ];
}

/** Women's adjectives as surnames: Szczęsna, Lewandowska. */
function formsOfAdjectiveA(stem: string): string[] {
  return [`${stem}ej`, `${stem}iej`, `${stem}a`];
}

/** Men's words in a consonant: Jan, Mazur, Staś; `isSoft` where the last letter has a mark (ś, ć, ń, ź). */
function formsOfConsonant(word: string, isSoft: boolean): string[] {
  const stems = isSoft ? [`${word}i`] : [word];
  const dropped = /^(.{2,})[ei]([a-z]+?)$/.exec(word);
  // The vowel that goes: Marek – Marka, Kacper – Kacpra, Paweł – Pawła, Wrzesień – Września, Kozioł – Kozła.
  if (/(?:ek|er|el|ec|en|et)$/.test(word) && dropped) {
    const short = word.replace(/i?e([a-z])$/, '$1');
    stems.push(isSoft ? `${short}i` : short);
  }
  if (/iol$/.test(word)) stems.push(word.replace(/iol$/, 'l'));
  if (/ab$/.test(word)) stems.push(word.replace(/ab$/, 'eb'), word.replace(/ab$/, 'ebi'));
  return stems.flatMap((stem) => [
    ...[`${stem}a`, `${stem}owi`, `${stem}em`, `${stem}iem`, `${stem}u`],
    ...(stem.endsWith('i') ? [] : soften(stem)),
  ]);
}

/** Men's adjectives and names that go like them: Kowalski, Szczęsny, Antoni, Jerzy. */
function formsOfAdjective(stem: string): string[] {
  return ['ego', 'emu', 'im', 'ym', 'iego', 'iemu'].map((ending) => `${stem}${ending}`);
}

/** Of several children of one name: „Maja i Hanna Lewandowskie”, „państwa Wójcików”. */
function formsOfFamily(stem: string, isAdjective: boolean): string[] {
  if (isAdjective) {
    const many = ['ie', 'ich', 'im', 'imi', 'e', 'ych', 'ym', 'ymi'].map((ending) => `${stem}${ending}`);
    return [...many, stem.endsWith('k') ? `${stem.slice(0, -1)}cy` : `${stem}i`];
  }
  return ['ow', 'owie', 'om', 'ami', 'owna', 'owny', 'ownej', 'owne'].map((ending) => `${stem}${ending}`);
}

function formsOfMan(key: string, part: NameKind['part'], isSoft: boolean): string[] {
  const stem = key.slice(0, -1);
  if (/[iy]$/.test(key)) {
    const family = part === 'surname' ? formsOfFamily(stem, true) : [];
    return [...formsOfAdjective(stem), ...family];
  }
  if (key.endsWith('o')) {
    const isGiven = part === 'given';
    return [
      ...formsOfA(stem),
      ...(isGiven ? [`${key}na`, `${key}nowi`, `${key}nem`, `${key}nie`] : []),
      ...formsOfConsonant(stem, false),
    ];
  }
  if (key.endsWith('a')) return formsOfA(stem);
  if (key.endsWith('e') || key.endsWith('u')) return [`${key}go`, `${key}mu`, `${key}m`];
  return [
    ...formsOfConsonant(key, isSoft),
    ...(part === 'surname' ? formsOfFamily(shortStem(key), false) : []),
  ];
}

function shortStem(key: string): string {
  return /(?:ek|ec)$/.test(key) ? key.replace(/i?e([a-z])$/, '$1') : key;
}

function formsOfWoman(key: string, part: NameKind['part']): string[] {
  const stem = key.slice(0, -1);
  if (key.endsWith('a')) {
    const asAdjective = part === 'surname' ? [...formsOfAdjectiveA(stem), ...formsOfFamily(stem, true)] : [];
    return [...(part === 'surname' && /[sc]k$/.test(stem) ? [] : formsOfA(stem)), ...asAdjective];
  }
  if (part === 'surname') return vowel.test(key) ? [] : formsOfFamily(shortStem(key), false);
  return [];
}

/**
 * The other forms of one word of a Polish name (given name or surname, nominative) in all cases, without marks. More than a
 * grammar would write, never another word's stem; a form may be that of another name too (`Kamila` of Kamil).
 * @param word one word, as the register writes it
 */
export function inflectName(word: string, { part, sex }: NameKind): string[] {
  const key = wordKey(word);
  if (key.length < 2 || /[\u0400-\u04ff]/.test(key)) return [];
  const isSoft = /[śćńź]$/i.test(word.normalize('NFC'));
  const forms = [
    ...(sex === 'F' ? [] : formsOfMan(key, part, isSoft)),
    ...(sex === 'M' ? [] : formsOfWoman(key, part)),
  ];
  return [...new Set(forms)].filter((form) => form !== key && form.length >= 3);
}

/** Whether a woman's or man's surname changes its form at all: „Zofii Nowak” agrees, „Jana Nowak” does not. */
export function isInflected(word: string, sex: 'F' | 'M' | undefined): boolean {
  return sex !== 'F' || wordKey(word).endsWith('a');
}

/** Endings that Ukrainian gives a name, in the letters by which sounds are compared. */
const ukrainianEndings = [
  'a',
  'u',
  'owi',
  'om',
  'i',
  'oju',
  'oji',
  'y',
  'iju',
  'ij',
  'eju',
  'ewi',
  'em',
  'oho',
  'omu',
];

/** The forms of a name in Ukrainian, spelt in Latin letters; for comparison by sound. */
export function inflectUkrainian(word: string): string[] {
  const written = wordKey(word);
  // A name of the register that is Cyrillic itself is spelt by its sound first.
  const key = /[\u0400-\u04ff]/.test(written) ? plainSound(written) : written;
  const stem = key.replace(/(?:[aoy]|ij|yj)$/, '');
  if (stem.length < 3) return [];
  return ukrainianEndings.map((ending) => `${stem}${ending}`);
}
