import { DomainError } from '@mleg/core/errors';
import type { TrustFloor } from '@mleg/core/signed-lists/trust-list-keeper';
import { parseTrustListJwt } from '@mleg/core/trust/trust-list-jwt';
import type { HeldStatusList, HeldTrust, Lists, Pin } from './held-lists.ts';
import { mergeLists, noLists } from './held-lists.ts';

/** The lists between two visits: IndexedDB, one store, a handful of records. */

const DATABASE = 'mleg-verifier';
const STORE = 'lists';
const STATUS = 'status ';
/** A renewal that found nothing new is written down this seldom: the lists are some hundred kilobytes. */
const WRITE_SECONDS = 600;

type KeptTrust = Omit<HeldTrust, 'list'>;

function finish<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('storage failed'));
  });
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return finish(request);
}

async function readRecords(store: IDBObjectStore): Promise<Map<string, unknown>> {
  const [keys, values] = await Promise.all([finish(store.getAllKeys()), finish(store.getAll())]);
  return new Map(keys.map((key, at) => [String(key), values[at] as unknown]));
}

/**
 * Reads what is kept; nothing when the browser keeps nothing. What was verified before is not verified again.
 * @param known spares the reading of a trust list that is the same
 */
export async function readLists(known: Lists = noLists): Promise<Lists> {
  try {
    const database = await open();
    const records = await readRecords(database.transaction(STORE).objectStore(STORE)).finally(() =>
      database.close(),
    );
    return toLists(records, known);
  } catch {
    return noLists;
  }
}

/** A record of another version of this app, or a broken one, is none: the list is fetched again. */
function isHeldStatus(uri: string, value: unknown): value is HeldStatusList {
  const { list, confirmedAt } = (value ?? {}) as Partial<HeldStatusList>;
  return (
    list?.uri === uri &&
    list.statuses?.bytes instanceof Uint8Array &&
    Number.isFinite(list.issuedAt) &&
    Number.isFinite(list.expiresAt) &&
    Number.isFinite(confirmedAt)
  );
}

function toLists(records: ReadonlyMap<string, unknown>, known: Lists): Lists {
  const kept = records.get('trust') as KeptTrust | undefined;
  const statusLists = new Map<string, HeldStatusList>();
  for (const [key, value] of records) {
    const uri = key.slice(STATUS.length);
    if (key.startsWith(STATUS) && isHeldStatus(uri, value)) statusLists.set(uri, value);
  }
  return {
    pin: records.get('pin') as Pin | undefined,
    trust: kept && parseKept(kept, known),
    trustFloor: records.get('trust floor') as TrustFloor | undefined,
    statusLists,
  };
}

function parseKept(kept: KeptTrust, { trust }: Lists): HeldTrust | undefined {
  if (kept.token === trust?.token) return { ...kept, list: trust.list };
  try {
    return { ...kept, list: parseTrustListJwt(kept.token) };
  } catch (error) {
    // Another version of this app may have kept another form: fetch it again.
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

/**
 * Writes what is newer than what is kept, all or nothing: another tab may have kept newer lists in the meantime (rules.md K5).
 * @param mode `replace` forgets what is kept
 * @returns what is kept now
 */
export async function writeLists(after: Lists, mode: 'merge' | 'replace'): Promise<Lists> {
  const database = await open();
  const transaction = database.transaction(STORE, 'readwrite');
  const store = transaction.objectStore(STORE);
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('storage failed'));
  });
  try {
    const records = await readRecords(store);
    const stored = toLists(records, after);
    const merged = mode === 'replace' ? after : mergeLists(after, stored);
    putChanged(store, stored, merged);
    for (const key of records.keys()) {
      if (key.startsWith(STATUS) && !merged.statusLists.has(key.slice(STATUS.length))) store.delete(key);
    }
    await done;
    return merged;
  } finally {
    database.close();
  }
}

function putOrDelete(store: IDBObjectStore, key: string, value: unknown): void {
  if (value === undefined) store.delete(key);
  else store.put(value, key);
}

function putChanged(store: IDBObjectStore, before: Lists, after: Lists): void {
  putOrDelete(store, 'pin', after.pin);
  putOrDelete(store, 'trust floor', after.trustFloor);
  if (
    after.trust === undefined ||
    after.trust.token !== before.trust?.token ||
    isLater(before.trust, after.trust)
  ) {
    const { list: _parsed, ...kept } = after.trust ?? { list: undefined };
    putOrDelete(store, 'trust', after.trust && kept);
  }
  for (const [uri, held] of after.statusLists) {
    const kept = before.statusLists.get(uri);
    const isSame = kept?.list.issuedAt === held.list.issuedAt && kept.isRetired === held.isRetired;
    if (!isSame || isLater(kept, held)) store.put(held, STATUS + uri);
  }
}

function isLater(before: { confirmedAt: number }, after: { confirmedAt: number }): boolean {
  return after.confirmedAt - before.confirmedAt >= WRITE_SECONDS;
}
