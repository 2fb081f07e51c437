import { DomainError } from '../errors.ts';

/** Bits for one entry (Token Status List 4.1). We write two: valid, revoked, suspended. */
export type StatusBits = 1 | 2 | 4 | 8;

/** Packed entries: entry 0 in the lowest bits of byte 0 (Token Status List 4.1). */
export type StatusArray = { readonly bits: StatusBits; readonly bytes: Uint8Array };

/** What an entry says, in words. `unknown`: no such entry, or a value that we give no meaning. */
export type StatusWord = 'valid' | 'revoked' | 'suspended' | 'unknown';

/** Registered values (Token Status List 7.1). */
export const statusValue = { valid: 0, revoked: 1, suspended: 2 } as const;

const words: readonly StatusWord[] = ['valid', 'revoked', 'suspended'];

/** A list of `entryCount` entries (a multiple of 8), all valid: it does not tell how many were given out (13.3). */
export function createStatusArray(entryCount: number, bits: StatusBits = 2): StatusArray {
  if (!Number.isSafeInteger(entryCount) || entryCount <= 0 || entryCount % 8 !== 0) {
    throw new DomainError('invalid_input', { field: 'entryCount' });
  }
  return { bits, bytes: new Uint8Array((entryCount / 8) * bits) };
}

/** How many entries fit. */
export function countEntries(list: StatusArray): number {
  return (list.bytes.length * 8) / list.bits;
}

/** Whether the list has such an entry: a whole number of zero or more, within the list (8.3). */
export function hasEntry(list: StatusArray, idx: number): boolean {
  return Number.isSafeInteger(idx) && idx >= 0 && idx < countEntries(list);
}

/** The value of an entry; undefined when the list has no such entry. */
export function getStatus(list: StatusArray, idx: number): number | undefined {
  if (!hasEntry(list, idx)) return undefined;
  const bitAt = idx * list.bits;
  // Not `>> 3`: an index may be beyond 32 bits of position.
  const byte = list.bytes[Math.floor(bitAt / 8)] ?? 0;
  return (byte >> (bitAt % 8)) & (2 ** list.bits - 1);
}

/**
 * Writes an entry in place.
 * @throws invalid_input when the list has no such entry or the value does not fit
 */
export function setStatus(list: StatusArray, idx: number, value: number): void {
  const mask = 2 ** list.bits - 1;
  if (!hasEntry(list, idx)) throw new DomainError('invalid_input', { field: 'idx' });
  if (!Number.isInteger(value) || value < 0 || value > mask) {
    throw new DomainError('invalid_input', { field: 'value' });
  }
  const bitAt = idx * list.bits;
  const at = Math.floor(bitAt / 8);
  const shift = bitAt % 8;
  list.bytes[at] = ((list.bytes[at] ?? 0) & ~(mask << shift)) | (value << shift);
}

/** An entry in words; never `valid` for what is not there or not understood. */
export function readStatus(list: StatusArray, idx: number): StatusWord {
  const value = getStatus(list, idx);
  return value === undefined ? 'unknown' : (words[value] ?? 'unknown');
}

/**
 * A newer list with what an earlier one had revoked (rules.md K5). A revocation is final, so that an issuer whose database
 * came back from a backup takes none back: its list is newer and knows less.
 * @returns `next` itself where nothing is to be added
 */
export function keepRevoked(held: StatusArray, next: StatusArray): StatusArray {
  let kept: StatusArray | undefined;
  const both = Math.min(countEntries(held), countEntries(next));
  const step = 8 / held.bits;
  for (const [at, byte] of held.bytes.entries()) {
    if (byte === 0) continue;
    if (held.bits === next.bits && byte === next.bytes[at]) continue;
    for (let idx = at * step; idx < Math.min((at + 1) * step, both); idx += 1) {
      if (getStatus(held, idx) !== statusValue.revoked || getStatus(next, idx) === statusValue.revoked)
        continue;
      kept ??= { bits: next.bits, bytes: next.bytes.slice() };
      setStatus(kept, idx, statusValue.revoked);
    }
  }
  return kept ?? next;
}
