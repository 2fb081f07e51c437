import { DomainError } from '@mleg/core/errors';
import { parseTrustListJwt } from '@mleg/core/trust/trust-list-jwt';
import type { HeldStatusList, HeldTrust, Lists, Pin } from './held-lists.ts';
import { noLists } from './held-lists.ts';

/** The lists between two visits: IndexedDB, one store, a handful of records. */

const DATABASE = 'mleg-verifier';
const STORE = 'lists';
const STATUS = 'status ';

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

/** Reads what is kept; nothing when the browser keeps nothing. What was verified before is not verified again. */
export async function readLists(): Promise<Lists> {
  try {
    const database = await open();
    const store = database.transaction(STORE).objectStore(STORE);
    const [keys, values] = await Promise.all([finish(store.getAllKeys()), finish(store.getAll())]);
    database.close();
    return toLists(new Map(keys.map((key, at) => [String(key), values[at] as unknown])));
  } catch {
    return noLists;
  }
}

function toLists(records: ReadonlyMap<string, unknown>): Lists {
  const kept = records.get('trust') as KeptTrust | undefined;
  const isStatus = ([key]: [string, unknown]): boolean => key.startsWith(STATUS);
  return {
    pin: records.get('pin') as Pin | undefined,
    trust: kept && parseKept(kept),
    statusLists: new Map(
      [...records].filter(isStatus).map(([key, held]) => [key.slice(STATUS.length), held as HeldStatusList]),
    ),
  };
}

function parseKept(kept: KeptTrust): HeldTrust | undefined {
  try {
    return { ...kept, list: parseTrustListJwt(kept.token) };
  } catch (error) {
    // A newer version of this app may have kept another form: fetch it again.
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

/** Writes what changed and drops what is gone, all or nothing. */
export async function writeLists(before: Lists, after: Lists): Promise<void> {
  const database = await open();
  const transaction = database.transaction(STORE, 'readwrite');
  const store = transaction.objectStore(STORE);
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('storage failed'));
  });
  if (after.pin !== before.pin) store.put(after.pin, 'pin');
  if (after.trust !== before.trust && after.trust !== undefined) {
    const { list: _parsed, ...kept } = after.trust;
    store.put(kept, 'trust');
  }
  if (after.trust === undefined) store.delete('trust');
  for (const [uri, held] of after.statusLists) {
    if (before.statusLists.get(uri) !== held) store.put(held, STATUS + uri);
  }
  for (const uri of before.statusLists.keys()) {
    if (!after.statusLists.has(uri)) store.delete(STATUS + uri);
  }
  await done.finally(() => database.close());
}
