import type { Vault } from '../../keys/vault.ts';

/**
 * Positions of a list come from a sequence; what is published is a permutation of them, so that neither order nor
 * neighbourhood tells anything (HAIP 1.0: unique and unpredictable). Feistel network over 20 bits whose round
 * functions are tables of pseudo-random values, one set per list, from a key outside the database.
 */
export const STATUS_LIST_SIZE = 2 ** 20;

const HALF_BITS = 10;
const HALF_SIZE = 1 << HALF_BITS;
const HALF_MASK = HALF_SIZE - 1;
const ROUNDS = 8;
const LISTS_CACHED_MAX = 64;
const MAC_BYTES = 32;

/** Index in the published list of an entry's position. */
export type StatusIndexOf = (listId: number, position: number) => number;

export function createStatusIndex(vault: Vault): StatusIndexOf {
  const tables = new Map<number, Uint16Array>();
  return (listId, position) => {
    let table = tables.get(listId);
    if (table === undefined) {
      table = roundTables(vault, listId);
      if (tables.size >= LISTS_CACHED_MAX) tables.clear();
      tables.set(listId, table);
    }
    return permute(table, position);
  };
}

function permute(table: Uint16Array, position: number): number {
  let left = position >>> HALF_BITS;
  let right = position & HALF_MASK;
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = left ^ (table[round * HALF_SIZE + right] ?? 0);
    left = right;
    right = next;
  }
  return (left << HALF_BITS) | right;
}

function roundTables(vault: Vault, listId: number): Uint16Array {
  const bytes = new Uint8Array(ROUNDS * HALF_SIZE * 2);
  for (let at = 0; at < bytes.length; at += MAC_BYTES)
    bytes.set(vault.mac('status_index', `${listId}|${at}`), at);
  return new Uint16Array(bytes.buffer).map((value) => value & HALF_MASK);
}
