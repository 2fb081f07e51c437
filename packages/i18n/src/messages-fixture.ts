import { readdir, readFile } from 'node:fs/promises';

export const LOCALES = ['pl', 'en', 'uk'] as const;
export type Locale = (typeof LOCALES)[number];
/** Numbers on which the plural rules of the three languages differ. */
export const NUMBERS = [0, 1, 2, 5, 12, 22, 24] as const;

export type Words = {
  /** Each text of the message: one, or one for each plural category. */
  readonly texts: readonly string[];
  /** By plural category; empty where the message has one text. */
  readonly forms: Readonly<Record<string, string>>;
  /** The parameter whose plural category chooses the text. */
  readonly plural: string | undefined;
  readonly parameters: readonly string[];
};
export type Message = { readonly key: string; readonly file: string; readonly words: Words };
type Variants = { readonly selectors: readonly string[]; readonly match: Readonly<Record<string, string>> };

const folder = new URL('../messages/', import.meta.url);

/** All messages of a language, as they stand in the files. */
export async function readMessages(locale: Locale): Promise<Message[]> {
  const files = (await readdir(new URL(`${locale}/`, folder))).sort();
  const read = files.map(async (file) => {
    const text = await readFile(new URL(`${locale}/${file}`, folder), 'utf8');
    const found = JSON.parse(text) as Record<string, string | readonly Variants[]>;
    return Object.entries(found).map(([key, value]) => ({ key, file, words: wordsOf(value) }));
  });
  return (await Promise.all(read)).flat();
}

/** The text that a person reads; a value that is not given stays as its name in braces. */
export function render(
  words: Words,
  locale: Locale,
  values: Readonly<Record<string, string | number>>,
): string {
  const count = words.plural === undefined ? undefined : Number(values[words.plural]);
  const text = count === undefined ? words.texts[0] : words.forms[new Intl.PluralRules(locale).select(count)];
  return (text ?? '').replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

function wordsOf(value: string | readonly Variants[]): Words {
  const variants = typeof value === 'string' ? undefined : value[0];
  const texts = typeof value === 'string' ? [value] : Object.values(variants?.match ?? {});
  const named = texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''));
  const cases = Object.entries(variants?.match ?? {});
  return {
    texts,
    forms: Object.fromEntries(cases.map(([name, text]) => [name.split('=')[1] ?? '', text])),
    plural: variants?.selectors[0]?.replace(/Plural$/, ''),
    parameters: [...new Set(named)],
  };
}
