import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { unpackWoff } from './woff.ts';

const FOLDER = join(
  dirname(createRequire(import.meta.url).resolve('@fontsource/noto-sans/package.json')),
  'files',
);
const SUBSETS = ['latin', 'latin-ext', 'cyrillic'] as const;
export type FontSubset = (typeof SUBSETS)[number];
export type FontWeight = 400 | 700;

/** Which of the font's files has a character: the package ships the font in parts. */
export function subsetOf(character: string): FontSubset {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x0400 && code <= 0x04ff) return 'cyrillic';
  // Latin Extended-A and -B; the Polish letters but ó are there.
  return code >= 0x0100 && code <= 0x024f ? 'latin-ext' : 'latin';
}

/** Cuts a text into runs that one font file can set; spaces and signs stay with the run before them. */
export function splitRuns(text: string): { readonly subset: FontSubset; readonly text: string }[] {
  const runs: { subset: FontSubset; text: string }[] = [];
  for (const character of text) {
    const last = runs.at(-1);
    const subset = subsetOf(character);
    if (last && last.subset === subset) last.text += character;
    else runs.push({ subset, text: character });
  }
  return runs;
}

let files: Map<string, Buffer> | undefined;

/** The fonts by `subset-weight`, read and unpacked once. */
export function fontFiles(): ReadonlyMap<string, Buffer> {
  files ??= new Map(
    SUBSETS.flatMap((subset) =>
      ([400, 700] as const).map((weight) => [
        `${subset}-${weight}`,
        unpackWoff(readFileSync(join(FOLDER, `noto-sans-${subset}-${weight}-normal.woff`))),
      ]),
    ),
  );
  return files;
}
