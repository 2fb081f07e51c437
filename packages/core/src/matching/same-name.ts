import { wordKey } from './words.ts';

/** The words of a whole name as keys; initials and signs are none. */
function keysOf(name: string): string[] {
  return name
    .split(/[\s\-–.,"]+/)
    .map(wordKey)
    .filter((key) => key.length > 1);
}

/**
 * Whether two whole names are the same person's as far as writing goes: the same words in any order, without marks, hyphens
 * and case. „Nowak Anna” is „ANNA NOWAK”; „Anna Nowak-Kowalska” is somebody else. Nothing is the same as an empty name.
 */
export function isSameName(one: string, other: string): boolean {
  const [left, right] = [keysOf(one), keysOf(other)];
  return left.length > 0 && left.toSorted().join(' ') === right.toSorted().join(' ');
}
