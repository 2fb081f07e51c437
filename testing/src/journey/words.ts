import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** The words of all faces as a reader of one language meets them. */

export type Language = 'pl' | 'en' | 'uk';
const FILES = ['common', 'panel', 'portal', 'wallet', 'verifier'];
/** Shorter pieces stand in words of other languages too. */
const PIECE_MIN = 5;

const catalogues = new Map<Language, Readonly<Record<string, unknown>>>();

function catalogueOf(language: Language): Readonly<Record<string, unknown>> {
  const known = catalogues.get(language);
  if (known !== undefined) return known;
  const parts = FILES.map((file) => {
    const url = new URL(`../../../packages/i18n/messages/${language}/${file}.json`, import.meta.url);
    return JSON.parse(readFileSync(url, 'utf8')) as Record<string, unknown>;
  });
  const all = Object.assign({}, ...parts) as Record<string, unknown>;
  catalogues.set(language, all);
  return all;
}

/** One message of a language, with its placeholders filled; it must differ from the Polish one. */
export function say(language: Language, key: string, inputs: Readonly<Record<string, string>> = {}): string {
  const text = catalogueOf(language)[key];
  assert.ok(typeof text === 'string', `${key} is no plain message`);
  assert.notEqual(text, catalogueOf('pl')[key], `${key} is the same in ${language} and Polish`);
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => inputs[name] ?? '');
}

/** Every text of a message, the forms of a plural among them, cut at its placeholders. */
function piecesOf(message: unknown): string[] {
  if (typeof message === 'string') return message.split(/\{\w+\}/).map((piece) => piece.trim());
  if (Array.isArray(message)) return message.flatMap(piecesOf);
  const { match } = message as { match?: Record<string, unknown> };
  return Object.values(match ?? {}).flatMap(piecesOf);
}

const polishPieces = new Map<Language, string[]>();

/** Pieces of Polish messages that no message of the language has in it. */
function polishBeside(language: Language): string[] {
  const known = polishPieces.get(language);
  if (known !== undefined) return known;
  const own = Object.values(catalogueOf(language)).flatMap(piecesOf).join('\n');
  const polish = new Set(Object.values(catalogueOf('pl')).flatMap(piecesOf));
  const pieces = [...polish].filter((piece) => piece.length >= PIECE_MIN && !own.includes(piece));
  polishPieces.set(language, pieces);
  return pieces;
}

/** Everything on the screen that is read or read out, apart from what is marked as Polish. Runs in the browser. */
function readScreen(): string {
  const texts = [document.title];
  for (const element of document.body.querySelectorAll('*')) {
    if (element.closest('body [lang="pl"], option, script, style') || !element.checkVisibility()) continue;
    for (const name of ['aria-label', 'placeholder', 'alt', 'title'])
      texts.push(element.getAttribute(name) ?? '');
    for (const node of element.childNodes)
      if (node.nodeType === Node.TEXT_NODE) texts.push(node.nodeValue ?? '');
  }
  return texts.join('\n');
}

/** Who reads, and the facts of the register that stand on every screen as they are. */
export type Reader = { readonly language: Language; readonly data: readonly string[] };

/** The pieces of Polish messages on the screen of somebody who reads another language. */
export async function polishOn(page: Page, { language, data }: Reader): Promise<string[]> {
  const read = await page.evaluate(readScreen);
  const text = data.reduce((rest, fact) => rest.replaceAll(fact, ''), read);
  return polishBeside(language).filter((piece) => {
    const at = text.indexOf(piece);
    return at >= 0 && !/\p{L}/u.test(`${text[at - 1] ?? ''}${text[at + piece.length] ?? ''}`);
  });
}

/** Fails where the page is not in this language: its `lang`, any piece of a Polish message, or too wide a screen. */
export async function checkLanguage(page: Page, reader: Reader, screen: string): Promise<void> {
  assert.equal(await page.locator('html').getAttribute('lang'), reader.language, screen);
  assert.deepEqual(await polishOn(page, reader), [], `Polish on ${screen}`);
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  assert.equal(tooWide, false, `${screen} is wider than the screen`);
}
