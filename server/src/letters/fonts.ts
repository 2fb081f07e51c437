import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { create } from 'fontkit';
import { unpackWoff } from './woff.ts';

const FOLDER = join(
  dirname(createRequire(import.meta.url).resolve('@fontsource/noto-sans/package.json')),
  'files',
);
/** The parts in which the package ships the font, the most used first. */
export const SUBSETS = [
  'latin',
  'latin-ext',
  'cyrillic',
  'cyrillic-ext',
  'vietnamese',
  'greek',
  'greek-ext',
  'devanagari',
] as const;
export type FontSubset = (typeof SUBSETS)[number];
export type FontWeight = 400 | 700;
/** A piece of text that one font file can set. */
export type Run = { readonly subset: FontSubset; readonly text: string };

const files = new Map<string, Buffer>();
const coverages = new Map<FontSubset, ReadonlySet<number>>();

/** A font file, read and unpacked once. */
export function fontFile(subset: FontSubset, weight: FontWeight): Buffer {
  const name = `noto-sans-${subset}-${weight}-normal.woff`;
  const file = files.get(name) ?? unpackWoff(readFileSync(join(FOLDER, name)));
  files.set(name, file);
  return file;
}

/** The characters that a font file has signs for. @throws Error for a collection of fonts */
export function charactersOf(subset: FontSubset, weight: FontWeight): ReadonlySet<number> {
  const font = create(fontFile(subset, weight));
  if (!('characterSet' in font)) throw new Error('a collection of fonts, and no font');
  return new Set(font.characterSet);
}

function has(subset: FontSubset, cluster: string): boolean {
  const characters = coverages.get(subset) ?? charactersOf(subset, 400);
  coverages.set(subset, characters);
  return Array.from(cluster).every((character) => characters.has(character.codePointAt(0) ?? 0));
}

/** Stands for a letter that no file of the font has; every reader sees that something is missing. */
export const SUBSTITUTE = '[?]';

const clusters = new Intl.Segmenter('und', { granularity: 'grapheme' });
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|\p{Cc}/gu;

/** What is set of one letter with its marks: by one file where one has all of it, else piece by piece. */
function piecesOf(cluster: string, before: FontSubset | undefined): Run[] {
  const order = before === undefined ? SUBSETS : [before, ...SUBSETS];
  const whole = order.find((subset) => has(subset, cluster));
  if (whole !== undefined) return [{ subset: whole, text: cluster }];
  const letters = Array.from(cluster);
  if (letters.length > 1 && letters.some((letter) => SUBSETS.some((subset) => has(subset, letter))))
    return letters.flatMap((letter) => piecesOf(letter, before));
  return [{ subset: 'latin', text: SUBSTITUTE }];
}

/** Cuts a text into runs that one font file can set; what the file before has stays with it. */
export function splitRuns(text: string): Run[] {
  const runs: { subset: FontSubset; text: string }[] = [];
  const visible = text.normalize('NFC').replace(/\s/gu, ' ').replace(INVISIBLE, '');
  for (const { segment } of clusters.segment(visible)) {
    for (const piece of piecesOf(segment, runs.at(-1)?.subset)) {
      const last = runs.at(-1);
      if (last?.subset === piece.subset) last.text += piece.text;
      else runs.push({ ...piece });
    }
  }
  return runs;
}

/** Whether some letter of a text can only be stood in for. */
export function lacksLetters(text: string): boolean {
  const shown = splitRuns(text)
    .map((run) => run.text)
    .join('');
  return shown.split(SUBSTITUTE).length > text.split(SUBSTITUTE).length;
}
