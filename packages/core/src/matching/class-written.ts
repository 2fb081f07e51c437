import { wordKey } from './words.ts';

/** A class that a message names. */
export type WrittenClass = {
  /** As written, without the word „klasa”. */
  readonly written: string;
  readonly level: number;
  /** `a`, `ti`, …; undefined where none is written or it cannot be told which. */
  readonly letters: string | undefined;
  readonly kind: SchoolKind | undefined;
  readonly at: number;
};
type SchoolKind = 'lo' | 'technikum' | 'branzowa';

/** How a written class stands to one of the register. */
export type ClassLikeness = 'same' | 'level' | 'last_year' | 'different';

const romans: readonly string[] = ['', 'i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii'];
const ordinals: readonly (readonly [RegExp, number])[] = [
  [/^(?:pierwsz|перш|first)/, 1],
  [/^(?:drugi|druga|drugą|drugie|друг|second)/, 2],
  [/^(?:trzeci|трет|third)/, 3],
  [/^(?:czwart|четверт|fourth)/, 4],
  [/^(?:pi[aą]t|п.?ят|fifth)/, 5],
  [/^(?:sz[oó]st|шост|sixth)/, 6],
  [/^(?:si[oó]dm|сьом|seventh)/, 7],
  [/^(?:[oó]sm|восьм|eighth)/, 8],
];
const letterNames: Readonly<Record<string, string>> = {
  ...{ be: 'b', ce: 'c', de: 'd', ef: 'f', gie: 'g', ge: 'g', ha: 'h', jot: 'j', ka: 'k' },
  // Cyrillic letters that can only be one of ours; „В” may be B by its looks or C by its place, „Г” D or G.
  ...{ а: 'a', б: 'b', с: 'c', е: 'e' },
};
/** What stands behind a number and is a measure, never a class. */
const measures = /^(?:mb|kb|gb|cm|mm|km|zl|pln|px|dpi|szt|x|r|h|m)$/;

const level = String.raw`(?<level>1?\d|VIII|VII|VI|IV|V|III|II|I|viii|vii|vi|iv|v|iii|ii|i|(?:pierwsz|drugi|drug[aą]|trzeci|czwart|pi[aą]t|sz[oó]st|si[oó]dm|[oó]sm|перш|друг|трет|четверт|п['’]?ят|шост|сьом|восьм)\p{L}{0,4})(?!\d)`;
const gap = String.raw`\s?(?:st|nd|rd|th|-?(?:ta|ma|ga|sza|cia|й|го))?\s?[-–./_]?\s?["'„”“«‘’]?\s?`;
const letters = String.raw`(?<letters>(?:be|ce|de|ef|gie|ge|ha)(?!\p{L})|\p{L}{1,3}(?!\p{L}))?["'”“»’]?`;
const kind = String.raw`(?<kind>\s{1,2}(?:LO|lo|[Ll]ice\p{L}+|[Tt]echnik\p{L}+|[Bb]ranżow\p{L}+)(?!\p{L}))?`;
const named = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:klas[aąęyie]{0,2}|kl|oddzia[łl]\p{L}{0,3}|class|grade|year|form|клас\p{L}{0,2})[.:]?\s{0,2}[-–:]?\s?["'„”“«]?${level}(?:${gap}${letters})?${kind}`,
  'giu',
);
const bare = new RegExp(
  String.raw`(?<![\p{L}\p{N}.,/:@#-])${level}${gap}${letters}${kind}(?<after>\s{0,2}(?:klas\p{L}{0,3}|kl\.|клас\p{L}{0,2}|grade|class)(?!\p{L}))?`,
  'giu',
);

function levelOf(text: string): number | undefined {
  if (/^\d/.test(text)) return Number(text);
  const roman = romans.indexOf(text.toLowerCase());
  if (roman > 0) return roman;
  return ordinals.find(([start]) => start.test(text.toLowerCase()))?.[1];
}

function lettersOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const lower = text.toLowerCase();
  const name = letterNames[lower] ?? (/[\u0400-\u04ff]/.test(lower) ? undefined : wordKey(lower));
  return name;
}

function kindOf(text: string | undefined): SchoolKind | undefined {
  const key = text?.trim().toLowerCase() ?? '';
  if (key.startsWith('lo') || key.startsWith('lice')) return 'lo';
  if (key.startsWith('tech')) return 'technikum';
  return key.startsWith('bran') ? 'branzowa' : undefined;
}

type Groups = { readonly [name in 'level' | 'letters' | 'kind' | 'after']?: string | undefined };

function readMatch(found: RegExpMatchArray, isNamed: boolean): WrittenClass | undefined {
  const groups = (found.groups ?? {}) as Groups;
  const number = levelOf(groups.level ?? '');
  const name = groups.letters;
  if (number === undefined || number < 1 || number > 8) return undefined;
  // A whole short word behind a number („4 dni”, „2 na”) is no letter of a class; two capitals may be (3 TI).
  const isWord =
    name !== undefined &&
    name.length > 1 &&
    letterNames[name.toLowerCase()] === undefined &&
    name !== name.toUpperCase();
  if (name !== undefined && (measures.test(wordKey(name)) || isWord))
    return isNamed ? onlyLevel(found, number) : undefined;
  if (!isNamed && !isBareClass(found, groups)) return undefined;
  const start = found[0].search(new RegExp(`${groups.level ?? ''}`, 'u'));
  const written = found[0]
    .slice(start)
    .replace(/\s*(?:klas\p{L}{0,3}|kl\.|клас\p{L}{0,2}|grade|class)$/iu, '')
    .trim();
  return {
    written,
    level: number,
    letters: lettersOf(name),
    kind: kindOf(groups.kind),
    at: found.index ?? 0,
  };
}

function onlyLevel(found: RegExpMatchArray, number: number): WrittenClass {
  const written = found.groups?.['level'] ?? '';
  return { written, level: number, letters: undefined, kind: undefined, at: found.index ?? 0 };
}

/** Whether a number with a letter is a class although nobody says „klasa”. */
function isBareClass(found: RegExpMatchArray, { level: number = '', letters: name, after }: Groups): boolean {
  if (after !== undefined) return true;
  if (name === undefined) return false;
  const isDigit = /^\d/.test(number);
  const isSpaced = /\s/.test(found[0].slice(number.length, found[0].indexOf(name, number.length)));
  const rest = (found.input ?? '').slice((found.index ?? 0) + found[0].length);
  const isEnd = /^\s*(?:$|[.,;:!)\n|/-]|i\s|oraz\s)/u.test(rest);
  // „2 a potem”: a conjunction, unless the line ends behind it.
  if (
    isSpaced &&
    name.length === 1 &&
    name === name.toLowerCase() &&
    /[aiowzuу]/.test(name) &&
    !isEnd &&
    found.groups?.['kind'] === undefined
  )
    return false;
  if (isDigit) return name.length === 1 || !isSpaced || name === name.toUpperCase();
  // Roman numbers are capitals; an ordinal takes a letter's name.
  if (/^[IVX]+$/.test(number)) return name.length === 1 && (number.length > 1 || !isSpaced || isEnd);
  return (
    /^\p{L}{4,}/u.test(number) &&
    (name.length === 1 || letterNames[name.toLowerCase()] !== undefined) &&
    isEnd
  );
}

/**
 * The classes that a line names: „kl. IV a”, „4A”, `8 "b"`, „czwarta be”, „3 TI”, „II b liceum”, „4-А клас”.
 * @param streets words behind which a number is a house
 */
export function findClasses(line: string, streets: ReadonlySet<string>): WrittenClass[] {
  const found: WrittenClass[] = [];
  for (const [pattern, isNamed] of [
    [named, true],
    [bare, false],
  ] as const) {
    for (const match of line.matchAll(pattern)) {
      const one = readMatch(match, isNamed);
      const isTaken = found.some(
        ({ at, written }) =>
          (match.index ?? 0) < at + written.length + 12 && at < (match.index ?? 0) + match[0].length,
      );
      if (one && !isTaken && (isNamed || !isHouse(line.slice(0, match.index), streets))) found.push(one);
    }
  }
  return found.toSorted((a, b) => a.at - b.at);
}

function isHouse(before: string, streets: ReadonlySet<string>): boolean {
  if (
    /(?:^|[\s,])(?:ul|os|al|pl|ulica|osiedle|aleja|plac|nr|m|lok)\.?\s+(?:[\p{L}.]+\s+){0,4}$/iu.test(before)
  )
    return true;
  const last = wordKey(/(\p{L}+)\s+$/u.exec(before)?.[1] ?? '');
  return last.length > 2 && streets.has(last);
}

/** A class of the register, taken apart: `4A LO` is level 4, letter a, of a liceum. */
function partsOfClass(
  text: string,
): { level: number; letters: string; kind: SchoolKind | undefined } | undefined {
  const found = /^(?:kl\.?|klasa)?\s*(\d{1,2}|[IVX]+)\s*[-./]?\s*["„]?(\p{L}{0,4})["”]?\s*(.*)$/iu.exec(
    text.trim(),
  );
  const number = found?.[1] === undefined ? undefined : levelOf(found[1]);
  if (!found || number === undefined) return undefined;
  const letters = wordKey(found[2] ?? '');
  return { level: number, letters, kind: kindOf(found[3]) ?? kindOf(letters === 'lo' ? 'lo' : undefined) };
}

/**
 * How far a written class is the one of the register.
 * @param isLastYearKnown whether last year's class is still understood (rules.md O5)
 */
export function compareClass(written: WrittenClass, known: string, isLastYearKnown: boolean): ClassLikeness {
  const own = partsOfClass(known);
  if (own === undefined) return 'level';
  const letters = likenessOfLetters(written, own);
  if (letters === 'different') return 'different';
  if (written.level === own.level) return letters;
  return isLastYearKnown && written.level === own.level - 1 ? 'last_year' : 'different';
}

function likenessOfLetters(
  { letters: name, kind: written }: WrittenClass,
  own: { letters: string; kind: SchoolKind | undefined },
): 'same' | 'level' | 'different' {
  const isTechnical = own.letters.startsWith('t') && own.letters.length > 1;
  if (written === 'lo' && (isTechnical || own.letters === 'bs')) return 'different';
  if (written === 'technikum' && (own.kind === 'lo' || own.letters === 'bs')) return 'different';
  if (name === undefined || (name === 'lo' && own.kind === 'lo')) return 'level';
  if (name === own.letters || name === `${own.letters}lo`) return 'same';
  return name.length === 1 && own.letters.length > 1 && own.letters.startsWith(name) ? 'level' : 'different';
}
