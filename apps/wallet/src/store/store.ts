import type {
  CardRecord,
  HistoryRecord,
  PendingRecord,
  PinRecord,
  RemovalRecord,
  StatusListRecord,
  TrustListRecord,
  TrustRecord,
} from './records.ts';

/** The wallet's memory: IndexedDB, which alone can hold keys that no script can read. */

const NAME = 'mleg-wallet';
const VERSION = 2;
const HISTORY_MAX = 200;
const STORES = ['cards', 'pending', 'lists', 'history', 'pin', 'trusts', 'removals'] as const;
type StoreName = (typeof STORES)[number];
type Rows = {
  cards: CardRecord;
  pending: PendingRecord;
  lists: TrustListRecord | StatusListRecord;
  history: HistoryRecord;
  pin: PinRecord;
  trusts: TrustRecord;
  removals: RemovalRecord;
};

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const { result } = request;
      for (const name of STORES) if (!result.objectStoreNames.contains(name)) result.createObjectStore(name);
    };
    request.onsuccess = () => {
      // A newer version of the app in another tab wants to change the stores: make way.
      request.result.onversionchange = () => {
        request.result.close();
        opened = undefined;
      };
      resolve(request.result);
    };
    request.onerror = () => {
      opened = undefined;
      reject(request.error ?? new Error('no storage'));
    };
  });
  return opened;
}

/** One transaction; done when it is on disk, not when the request was answered. */
async function run<T>(
  name: StoreName,
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode, { durability: 'strict' });
    const request = act(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error ?? new Error('storage aborted'));
    transaction.onerror = () => reject(transaction.error ?? new Error('storage failed'));
  });
}

function all<N extends StoreName>(name: N): Promise<Rows[N][]> {
  return run(name, 'readonly', (store) => store.getAll() as IDBRequest<Rows[N][]>);
}

function get<N extends StoreName>(name: N, key: string): Promise<Rows[N] | undefined> {
  return run(name, 'readonly', (store) => store.get(key) as IDBRequest<Rows[N] | undefined>);
}

function put<N extends StoreName>(name: N, key: string, row: Rows[N]): Promise<unknown> {
  return run(name, 'readwrite', (store) => store.put(row, key));
}

function remove(name: StoreName, key: string): Promise<unknown> {
  return run(name, 'readwrite', (store) => store.delete(key));
}

const ONLY_KEY = 'current';

/** All IDs in this phone, the oldest first. Rejects where the browser keeps nothing. */
export async function listCards(): Promise<CardRecord[]> {
  return (await all('cards')).sort((a, b) => a.addedAt - b.addedAt || (a.id < b.id ? -1 : 1));
}

/** Keeps an ID. */
export async function saveCard(card: CardRecord): Promise<void> {
  await put('cards', card.id, card);
}

/** Changes a kept ID in one step; nothing happens when it was removed meanwhile. */
export async function changeCard(id: string, change: (card: CardRecord) => CardRecord): Promise<void> {
  const database = await open();
  await new Promise<void>((resolve, reject) => {
    const transaction = database.transaction('cards', 'readwrite');
    const store = transaction.objectStore('cards');
    const request = store.get(id) as IDBRequest<CardRecord | undefined>;
    request.onsuccess = () => {
      if (request.result !== undefined) store.put(change(request.result), id);
    };
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('storage aborted'));
  });
}

/** Deletes an ID and its keys. */
export async function removeCard(id: string): Promise<void> {
  await remove('cards', id);
}

/** Deletes an ID and notes in the same step that its issuer is to hear of it. */
export async function removeCardAndNote(id: string, note: RemovalRecord): Promise<void> {
  const database = await open();
  await new Promise<void>((resolve, reject) => {
    const transaction = database.transaction(['cards', 'removals'], 'readwrite', { durability: 'strict' });
    transaction.objectStore('cards').delete(id);
    transaction.objectStore('removals').put(note, note.id);
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('storage aborted'));
  });
}

/** What issuers have not heard of yet. */
export function listRemovals(): Promise<RemovalRecord[]> {
  return all('removals');
}

export async function saveRemoval(note: RemovalRecord): Promise<void> {
  await put('removals', note.id, note);
}

export async function dropRemoval(id: string): Promise<void> {
  await remove('removals', id);
}

/** The trust lists that a person added, the oldest first. */
export async function listTrusts(): Promise<TrustRecord[]> {
  return (await all('trusts')).sort((a, b) => a.addedAt - b.addedAt);
}

export async function saveTrust(trust: TrustRecord): Promise<void> {
  await put('trusts', trust.uri, trust);
}

/** Takes an added trust list away, with what was kept of it. */
export async function dropTrust(uri: string): Promise<void> {
  await remove('trusts', uri);
  await remove('lists', uri);
}

/** The activation that was begun and not ended. */
export function readPending(): Promise<PendingRecord | undefined> {
  return get('pending', ONLY_KEY);
}

export async function savePending(pending: PendingRecord): Promise<void> {
  await put('pending', ONLY_KEY, pending);
}

/** The token is over; the keys stay, because the offer belongs to them once it was delivered (rules.md C10). */
export async function forgetToken(): Promise<void> {
  const pending = await readPending();
  if (pending === undefined) return;
  const { issued: _, ...rest } = pending;
  await savePending(rest);
}

export async function dropPending(): Promise<void> {
  await remove('pending', ONLY_KEY);
}

/** The trust list of an address, as its text: it is read anew at each start. */
export async function readTrustList(uri: string): Promise<TrustListRecord | undefined> {
  const row = await get('lists', uri);
  return row !== undefined && 'token' in row ? row : undefined;
}

/** The status list of an address, as it was verified. */
export async function readStatusList(uri: string): Promise<StatusListRecord | undefined> {
  const row = await get('lists', uri);
  return row !== undefined && 'list' in row ? row : undefined;
}

export async function saveList(list: TrustListRecord | StatusListRecord): Promise<void> {
  await put('lists', list.uri, list);
}

/** The history, the newest first. */
export async function listHistory(): Promise<HistoryRecord[]> {
  return (await all('history')).sort((a, b) => b.at - a.at);
}

/** Adds a line; the oldest beyond 200 go. */
export async function addHistory(line: HistoryRecord): Promise<void> {
  await put('history', line.id, line);
  for (const old of (await listHistory()).slice(HISTORY_MAX)) await remove('history', old.id);
}

export async function clearHistory(): Promise<void> {
  await run('history', 'readwrite', (store) => store.clear());
}

/** The PIN's check; undefined when none was chosen. */
export function readPin(): Promise<PinRecord | undefined> {
  return get('pin', ONLY_KEY);
}

export async function savePin(pin: PinRecord): Promise<void> {
  await put('pin', ONLY_KEY, pin);
}

export async function dropPin(): Promise<void> {
  await remove('pin', ONLY_KEY);
}
