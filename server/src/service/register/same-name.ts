import { foldName } from '@mleg/core/person/names';

/** Whether two people are called the same: by letters, whatever their case, marks and blanks. */
export function isSameName(one: { readonly name: string }, other: { readonly name: string }): boolean {
  return foldName(one.name) === foldName(other.name);
}
