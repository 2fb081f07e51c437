import { classKey, tidyClass } from '@mleg/core/school-year/class-name';
import { countClassSpellings } from '../../store/classes.ts';
import type { SchoolTx } from '../../store/tenant.ts';

/** A class as the school writes it. */
export type SpellClass = (classGroup: string) => string;

/**
 * „1A”, „1a” and „kl. 1 a” are one class (rules.md I1c): the spelling that most pupils of it have stands, then a class
 * teacher's, then the one that comes first.
 */
export async function classSpeller(tx: SchoolTx): Promise<SpellClass> {
  const known = new Map<string, string>();
  for (const { classGroup } of await countClassSpellings(tx)) {
    const key = classKey(classGroup);
    if (!known.has(key)) known.set(key, classGroup);
  }
  return (text) => {
    const key = classKey(text);
    const spelling = known.get(key) ?? tidyClass(text);
    known.set(key, spelling);
    return spelling;
  };
}

/** Every spelling in the school of these classes, so that a class teacher of 4a sees the pupils of 4A. */
export async function spellingsOf(tx: SchoolTx, classGroups: readonly string[]): Promise<string[]> {
  const keys = new Set(classGroups.map(classKey));
  const spellings = (await countClassSpellings(tx)).map(({ classGroup }) => classGroup);
  return [...new Set([...classGroups, ...spellings.filter((one) => keys.has(classKey(one)))])];
}
