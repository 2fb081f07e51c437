import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOCALES, type Locale, type Message, NUMBERS, readMessages, render } from './messages-fixture.ts';

/** What no message of any language may have. */
const REFUSED: readonly (readonly [rule: string, fault: RegExp])[] = [
  ['no full stop stands twice', /(?<!\.)\.\.(?!\.)/],
  ['no two spaces stand together', /[ \u00a0]{2}/],
  ['no space stands before a comma or at an end', /[ \u00a0][,;](?!\))|^ | $/],
  ['an ellipsis is one sign', /\.\.\./],
  ['a percent sign has no space before it', / %/],
  ['an apostrophe inside a word is a curled one', /\p{L}'\p{L}/u],
];
/** Quotation marks of other languages. */
const FOREIGN_QUOTES: Readonly<Record<Locale, RegExp>> = { pl: /[“«»"]/, en: /[„«»"]/, uk: /[„“”"]/ };
/** Names stand in the nominative, so nothing before them may ask for another case. */
const NAME_PARAMETERS = /\{(name|school|verifier|contact|names|who|phones|claims|columns|issuer)\}/g;
/** What may stand before a name: the start, a sign that ends a clause, or a noun that a name follows unchanged. */
const BEFORE_NAMES: Readonly<Record<Locale, RegExp>> = {
  pl: /(^|[:.(–;,„] |\(|„|\b(klasa|klasy|plik|pliku|wydawcy|jest) )$/u,
  en: /^/,
  uk: /(^|[:.(–;,«] |\(|«|клас |класу |файл |файлу |видавця )$/u,
};
/** A day that is put into a sentence, as the faces write it. */
const DAYS: Readonly<Record<Locale, string>> = {
  pl: '30 września 2027',
  en: 'September 30, 2027',
  uk: '30 вересня 2027',
};

for (const locale of LOCALES) {
  const messages = await readMessages(locale);
  for (const [rule, fault] of REFUSED)
    test(`${locale}: ${rule}, whatever is put in`, () => {
      for (const { key, text } of rendered(locale, messages)) assert.doesNotMatch(text, fault, key);
    });

  test(`${locale}: quotation marks are the language’s own`, () => {
    for (const { key, words } of messages)
      for (const text of words.texts) assert.doesNotMatch(text, FOREIGN_QUOTES[locale], key);
  });

  test(`${locale}: a name stands where no case is asked of it`, () => {
    for (const { key, words } of messages)
      for (const text of words.texts)
        for (const found of text.matchAll(NAME_PARAMETERS))
          assert.match(text.slice(0, found.index), BEFORE_NAMES[locale], `${key}: ${text}`);
  });

  test(`${locale}: each form of a message takes the same values, but for „one”`, () => {
    for (const { key, words } of messages)
      for (const [form, text] of Object.entries(words.forms))
        for (const parameter of words.parameters)
          assert.ok(
            text.includes(`{${parameter}}`) || (form === 'one' && parameter === words.plural),
            `${key} ${form} lacks ${parameter}`,
          );
  });
}

test('no sentence is left in Polish', async () => {
  const polish = new Map((await readMessages('pl')).map(({ key, words }) => [key, words]));
  for (const locale of ['en', 'uk'] as const)
    for (const { key, words } of await readMessages(locale))
      for (const text of words.texts) {
        const isLong = (text.replaceAll(/\{\w+\}/g, '').match(/\p{L}{2,}/gu) ?? []).length > 3;
        assert.ok(!isLong || !polish.get(key)?.texts.includes(text), `${locale} ${key}: ${text}`);
        if (locale === 'uk')
          assert.doesNotMatch(text.replace(/mLegitymacja|«Legitymacja»/g, ''), /[ąćęłńóśźż]/i, key);
      }
});

test('a button or a page that a text names in quotation marks has that name', async () => {
  for (const locale of LOCALES) {
    const messages = await readMessages(locale);
    const names = new Set(
      messages.flatMap(({ words }) => words.texts.map((text) => text.replace(/[.…]$/, ''))),
    );
    for (const { key, words } of messages)
      for (const text of words.texts)
        for (const [, quoted = ''] of text.matchAll(/[„“«]([^”»]+)[”»]/g))
          assert.ok(isNamed(quoted, names), `${locale} ${key}: ${quoted}`);
  }
});

/** Names of other programs, of their buttons and of what is shown or typed, and names of pages in another case. */
const NAMED_ELSEWHERE = new Set(
  'Legitymacja|MLEG1:|https://|CSV UTF-8|nic|nothing|нічого|E+|Share|Add|Add to Home Screen|Do ekranu początkowego|Dodaj|На початковий екран|Додати|Moich dzieci|Moich dzieciach|Telefonach|Wiadomościach|Телефонах|Повідомленнях|Моїх дітях'.split(
    '|',
  ),
);

function isNamed(quoted: string, names: ReadonlySet<string>): boolean {
  const small = quoted.toLowerCase();
  return NAMED_ELSEWHERE.has(quoted) || [...names].some((name) => name.toLowerCase() === small);
}

/** Each text with a day, a name and each number put in. */
function rendered(locale: Locale, messages: readonly Message[]): { key: string; text: string }[] {
  return messages.flatMap(({ key, words }) => {
    const filled = Object.fromEntries(words.parameters.map((name) => [name, DAYS[locale]]));
    const values =
      words.plural === undefined
        ? [filled]
        : NUMBERS.map((number) => ({ ...filled, [words.plural ?? '']: number }));
    return values.map((value) => ({ key, text: render(words, locale, value) }));
  });
}
