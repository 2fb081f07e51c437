import { foldName } from './names.ts';

/** A child as far as a record or a file tells who it is. */
export type PersonFacts = {
  readonly givenNames: string;
  readonly surname: string;
  readonly bornOn: string;
  /** Equal for the same PESEL; undefined where there is none. */
  readonly pesel: string | undefined;
};

/** How far one name is the other: the same but for writing and parts, misspelt at most, or another one. */
export type NameLikeness = 'same' | 'alike' | 'different';

/** Ukrainian, Belarusian and Russian letters as a Polish office writes them. */
const latin: Readonly<Record<string, string>> = {
  ...{
    а: 'a',
    б: 'b',
    в: 'w',
    г: 'h',
    ґ: 'g',
    д: 'd',
    е: 'e',
    є: 'je',
    ж: 'z',
    з: 'z',
    и: 'y',
    і: 'i',
    ї: 'ji',
  },
  ...{
    й: 'j',
    к: 'k',
    л: 'l',
    м: 'm',
    н: 'n',
    о: 'o',
    п: 'p',
    р: 'r',
    с: 's',
    т: 't',
    у: 'u',
    ў: 'u',
    ф: 'f',
  },
  ...{
    х: 'ch',
    ц: 'c',
    ч: 'cz',
    ш: 'sz',
    щ: 'szcz',
    ь: '',
    ъ: '',
    ю: 'ju',
    я: 'ja',
    ы: 'y',
    э: 'e',
    ё: 'jo',
  },
};

/** Ways of writing the same sound in Latin letters, Cyrillic ones too: `Yuliia`, `Julija`, `Iulia`, `Юлія`. */
export function plainSound(word: string): string {
  return word
    .replace(/[\u0400-\u04ff]/g, (letter) => latin[letter] ?? letter)
    .replace(/shch|szcz/g, 'sc')
    .replace(/sh|sz/g, 's')
    .replace(/zh|rz/g, 'z')
    .replace(/ch|cz|kh/g, 'c')
    .replace(/[vw]/g, 'w')
    .replace(/[yij]+/g, 'i')
    .replace(/ks/g, 'x')
    .replace(/g/g, 'h')
    .replace(/(.)\1/g, '$1');
}

function wordsOf(name: string): string[] {
  return foldName(name).split(' ').filter(Boolean);
}

/** How far two names are one: a second given name more or less, a part of a double surname, order and letters do not count. */
export function compareName(one: string, other: string): NameLikeness {
  const [left, right] = [wordsOf(one), wordsOf(other)];
  // A particle or a generation (`van`, `de`, `jr`) is shared by strangers.
  const isShared = (word: string): boolean => word.length > 2 && right.includes(word);
  if (left.join(' ') === right.join(' ') || left.some(isShared)) return 'same';
  if (left.toSorted().join(' ') === right.toSorted().join(' ')) return 'same';
  const sounds = right.map(plainSound);
  if (left.some((word) => word.length > 2 && sounds.includes(plainSound(word)))) return 'same';
  return left.some((word) => right.some((known) => isMisspelt(plainSound(word), plainSound(known))))
    ? 'alike'
    : 'different';
}

/** Whether one word may be the other with a slip of the pen: one letter from four, two from seven. */
export function isMisspelt(one: string, other: string): boolean {
  const shorter = Math.min(one.length, other.length);
  const allowed = shorter >= 7 ? 2 : shorter >= 4 ? 1 : 0;
  return allowed > 0 && Math.abs(one.length - other.length) <= allowed && distance(one, other) <= allowed;
}

/** Letters changed, added, lost or swapped with their neighbour. */
function distance(one: string, other: string): number {
  let [before, row] = [[] as number[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1];
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const plain = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (isSame ? 0 : 1));
      next.push(isSwap ? Math.min(plain, (before[j - 2] ?? 0) + 1) : plain);
    }
    [before, row] = [row, next];
  }
  return row[other.length] ?? 0;
}

/**
 * Whether facts that came under the key of a known child are another child's (rules.md I1a): both names differ; a name and
 * the birth date; a name and the PESEL; or birth date and PESEL, as those of a namesake.
 */
export function isOtherPerson(known: PersonFacts, given: PersonFacts): boolean {
  const names = compareNames(known, given);
  const bornDiffers = known.bornOn !== given.bornOn;
  const peselDiffers = known.pesel !== undefined && given.pesel !== undefined && known.pesel !== given.pesel;
  if (bornDiffers && peselDiffers) return true;
  if (names === 'same') return false;
  return names === 'both' || bornDiffers || peselDiffers;
}

/**
 * `same`: at most the writing or a part differs. `one`: one name is another one, or both are misspelt. `both`: no name is
 * left of the known ones, and it is not two slips of the pen.
 */
export function compareNames(
  known: Pick<PersonFacts, 'givenNames' | 'surname'>,
  given: Pick<PersonFacts, 'givenNames' | 'surname'>,
): 'same' | 'one' | 'both' {
  const all = (one: Pick<PersonFacts, 'givenNames' | 'surname'>): string =>
    wordsOf(`${one.givenNames} ${one.surname}`).toSorted().join(' ');
  if (all(known) === all(given)) return 'same';
  const [first, last] = [
    compareName(known.givenNames, given.givenNames),
    compareName(known.surname, given.surname),
  ];
  if (first === 'same' && last === 'same') return 'same';
  if (first === 'same' || last === 'same' || (first === 'alike' && last === 'alike')) return 'one';
  const isSwapped =
    compareName(known.givenNames, given.surname) === 'same' &&
    compareName(known.surname, given.givenNames) === 'same';
  return isSwapped ? 'one' : 'both';
}
