import { plainLetter } from '../person/names.ts';

/** Where a word was read: what a person wrote, a file's name, what was quoted, or whose letter it is. */
export type Region = 'subject' | 'body' | 'file' | 'quoted';

/** A word of a message. */
export type Word = {
  /** As written. */
  readonly text: string;
  /** Lower case, no diacritics, no apostrophes; `?` for a letter that was lost. */
  readonly key: string;
  /** Offset in its line. */
  readonly at: number;
  readonly isCapital: boolean;
  /** Whether a comma, a full stop or the like stands between this word and the one before. */
  readonly isSetOff: boolean;
};

/** A line of a message with its words. */
export type Line = {
  readonly region: Region;
  readonly text: string;
  readonly words: readonly Word[];
  /** The file whose name it is. */
  readonly file?: string;
};

/** A word as names are looked up: `Łucja` is `lucja`, `O’Brien` is `obrien`, Cyrillic stays Cyrillic. */
export function wordKey(text: string): string {
  // Й and ї are letters of their own: only what is Latin loses its marks.
  return text
    .toLowerCase()
    .replace(/[^\u0400-\u04ff]+/g, (part) => part.normalize('NFKD').replace(/\p{M}/gu, ''))
    .replace(/[łđøßæœı]/g, plainLetter)
    .replace(/[^\p{L}?]+/gu, '');
}

const wordPattern =
  /[\p{L}\p{M}](?:[\p{L}\p{M}]|[?\ufffd□]{1,2}(?=\p{Ll})|['’ʼ`´](?=\p{L}))*|[?\ufffd□](?=\p{Ll}{2})[\p{L}\p{M}?\ufffd□]+/gu;

/** The words of a line; `wordsMax` bounds them. */
export function splitWords(text: string, wordsMax: number): Word[] {
  const words: Word[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(wordPattern)) {
    if (words.length >= wordsMax) break;
    const between = text.slice(end, index);
    words.push({
      text: found,
      key: wordKey(found.replace(/[\ufffd□]/g, '?')),
      at: index,
      isCapital: /^\p{Lu}|^[?\ufffd□]/u.test(found),
      isSetOff: words.length > 0 && /[,;:.!/|&+()\t]|\s[-–—]\s/.test(between),
    });
    end = index + found.length;
  }
  return words;
}

/** A file's name as words: without its ending, `ZofiaNowak4A` and `zofia_nowak_4a` apart. */
export function fileWords(name: string): string {
  return name
    .replace(/\.[a-z0-9]{2,5}$/i, '')
    .replace(/[_+~.,()[\]{}]+/g, ' ')
    .replace(/(?<=\p{Ll})(?=\p{Lu}\p{Ll})/gu, ' ')
    .replace(/(?<=\p{L}{3})(?=\d)/gu, ' ')
    .replace(/(?<=\d{4})(?=\p{L})/gu, ' ');
}
