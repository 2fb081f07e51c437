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
  return withTables(vault, permute);
}

/** The other way: the position of an index in the published list; undefined for one that no list has. */
export function createStatusPosition(vault: Vault): (listId: number, index: number) => number | undefined {
  const positionOf = withTables(vault, unpermute);
  return (listId, index) =>
    Number.isInteger(index) && index >= 0 && index < STATUS_LIST_SIZE ? positionOf(listId, index) : undefined;
}

function withTables(vault: Vault, walk: (table: Uint16Array, value: number) => number): StatusIndexOf {
  const tables = new Map<number, Uint16Array>();
  return (listId, position) => {
    let table = tables.get(listId);
    if (table === undefined) {
      table = roundTables(vault, listId);
      if (tables.size >= LISTS_CACHED_MAX) tables.clear();
      tables.set(listId, table);
    }
    return walk(table, position);
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

function unpermute(table: Uint16Array, index: number): number {
  let left = index >>> HALF_BITS;
  let right = index & HALF_MASK;
  for (let round = ROUNDS - 1; round >= 0; round -= 1) {
    const before = right ^ (table[round * HALF_SIZE + left] ?? 0);
    right = left;
    left = before;
  }
  return (left << HALF_BITS) | right;
}

function roundTables(vault: Vault, listId: number): Uint16Array {
  const bytes = new Uint8Array(ROUNDS * HALF_SIZE * 2);
  for (let at = 0; at < bytes.length; at += MAC_BYTES)
    bytes.set(vault.mac('status_index', `${listId}|${at}`), at);
  return new Uint16Array(bytes.buffer).map((value) => value & HALF_MASK);
}
