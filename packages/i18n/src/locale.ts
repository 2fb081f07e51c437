import { isLocale, type locales, overwriteGetLocale } from '@mleg/i18n/runtime';

export type Locale = (typeof locales)[number];

const STORED_AS = 'mleg-locale';
let current: Locale = 'pl';
overwriteGetLocale(() => current);

/** The three languages by their own names. */
export const localeNames: Readonly<Record<Locale, string>> = {
  pl: 'Polski',
  en: 'English',
  uk: 'Українська',
};

/** The language of messages, dates and sorting. */
export function currentLocale(): Locale {
  return current;
}

/**
 * Chooses the language of a page: what the person chose here before, else `preferred` (an account's), else the
 * browser's, else Polish. Sets `lang` of the page.
 */
export function startLocale(preferred?: string): void {
  const wanted = [readStored(), preferred, ...navigator.languages.map((tag) => tag.slice(0, 2))];
  apply(wanted.find((tag): tag is Locale => tag !== undefined && isLocale(tag)) ?? 'pl');
}

/** Changes the language and remembers it; the caller draws the page anew. */
export function changeLocale(locale: Locale): void {
  apply(locale);
  try {
    localStorage.setItem(STORED_AS, locale);
  } catch {
    // A browser that keeps nothing forgets the choice: no harm.
  }
}

function readStored(): string | undefined {
  try {
    return localStorage.getItem(STORED_AS) ?? undefined;
  } catch {
    return undefined;
  }
}

function apply(locale: Locale): void {
  current = locale;
  document.documentElement.lang = locale;
}
