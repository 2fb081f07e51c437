import { tidyName } from '@mleg/core/person/names';
import { saysNoName, saysNothing } from '@mleg/core/person/nothing';
import type { Columns } from './columns.ts';
import { isSheetError } from './section.ts';

export type Names = {
  readonly givenNames: string;
  readonly surname: string;
  readonly isSplit: boolean;
  /** What stood in brackets beside a name, or a star, and is no name. */
  readonly isNoted: boolean;
};
type Order = 'surname' | 'givenNames';

/** The names of a row; all given names in one (rules.md I1c). */
export function readNames(columns: Columns, cells: readonly string[], order: Order): Names {
  let isNoted = false;
  const at = (place: number | undefined): string => {
    const written = place === undefined ? '' : tidyName(cells[place] ?? '');
    const text = withoutNotes(written);
    isNoted ||= text !== written;
    return saysNoName(text) || isSheetError(text) || !/\p{L}/u.test(text) ? '' : text;
  };
  const more = columns.moreNames.map(at).filter((name) => !saysNothing(name));
  // A list that numbers its names: „1. Nowak Jan”.
  const whole = at(columns.places.get('fullName')).replace(/^\d{1,3}[.)]? +/, '');
  const [surname, given] = [at(columns.places.get('surname')), at(columns.places.get('givenNames'))];
  if (surname || given || !whole)
    return { surname, givenNames: joinNames(given, more), isSplit: false, isNoted };
  const split = splitName(whole, order);
  return { surname: split.surname, givenNames: joinNames(split.givenNames, more), isSplit: true, isNoted };
}

/** „Jan (Jasiu)”, „Nowak [z d. Kos]”, „Nowak*”: the school's notes are no part of a name. */
function withoutNotes(name: string): string {
  return tidyName(name.replace(/\([^)]*(?:\)|$)|\[[^\]]*(?:\]|$)|\*/g, ' '));
}

/** A second name that the first cell has already is not said twice. */
function joinNames(given: string, more: readonly string[]): string {
  const words = given.toLowerCase().split(' ');
  return tidyName([given, ...more.filter((name) => !words.includes(name.toLowerCase()))].join(' '));
}

function splitName(whole: string, order: Order): { surname: string; givenNames: string } {
  const [before, after] = whole.split(',', 2);
  if (after?.trim()) return { surname: (before ?? '').trim(), givenNames: after.trim() };
  // A double surname is often written with blanks around its hyphen.
  const words = whole.replace(/ ?[-–] ?/g, '-').split(' ');
  if (order === 'surname') return { surname: words[0] ?? '', givenNames: words.slice(1).join(' ') };
  return { surname: words.at(-1) ?? '', givenNames: words.slice(0, -1).join(' ') };
}

const surnameEnd = /(?:sk[ia]|ck[ia]|dzk[ia]|icz|czyk|[aeiou]k|ko|uk)$/i;

/** Which of the two comes first in a column that does not say it: by the endings of surnames, else the surname. */
export function guessOrder(wholes: readonly string[]): Order {
  const count = (pick: (words: string[]) => string | undefined): number =>
    wholes.filter((whole) => surnameEnd.test(pick(tidyName(whole).split(' ')) ?? '')).length;
  return count((words) => words.at(-1)) > count((words) => words[0]) ? 'givenNames' : 'surname';
}
