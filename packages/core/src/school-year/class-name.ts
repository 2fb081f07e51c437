import { tidyName } from '../person/names.ts';

const romans: Readonly<Record<string, number>> = {
  ...{ i: 1, ii: 2, iii: 3, iv: 4, v: 5, vi: 6, vii: 7, viii: 8, ix: 9, x: 10, xi: 11, xii: 12 },
};
const prefix = /^(?:klasa|klasy|kl|oddzia[łl]|odd)\.?\s*(?=\d|[ivx]+(?:\s*[.\-/]?\s*\p{L}?\s*$))/iu;

/** A class as it is kept: without „kl.”, single spaces; the letters stay as they are written. */
export function tidyClass(text: string): string {
  const tidy = tidyName(text);
  return tidy.replace(prefix, '').trim() || tidy;
}

/** Under this, „1A”, „1a”, „1 a”, „kl. 1a” and „I a” are one class (rules.md I1c). */
export function classKey(text: string): string {
  const plain = tidyClass(text)
    .toLowerCase()
    .replace(/[\s.\-/_"'„”]+/g, '');
  const roman = /^([ivx]+?)(\p{L}?)$/u.exec(plain);
  const level = roman ? (romans[plain] ?? romans[roman[1] ?? '']) : undefined;
  if (level !== undefined) return `${level}${romans[plain] === undefined ? (roman?.[2] ?? '') : ''}`;
  return plain.replace(/^0+(?=\d)/, '');
}
