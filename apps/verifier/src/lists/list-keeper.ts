import { verifyEs256 } from '@mleg/core/web-crypto';
import { fetchWhole } from '@mleg/ui/fetch-whole';
import { measureClock, readClock } from './clock.ts';
import type { FetchDeps, FetchOutcome } from './fetch-lists.ts';
import { acceptTrustFile, fetchLists } from './fetch-lists.ts';
import type { Lists } from './held-lists.ts';
import { dataAt, isOtherTrust, mergeLists, noLists } from './held-lists.ts';
import { readLists, writeLists } from './keep-lists.ts';

/** The one copy of the lists in this page, and when it is renewed. */

export type KeeperState = {
  readonly lists: Lists;
  /** Whether what is kept was read; before that nothing can be said. */
  readonly isReady: boolean;
  readonly isBusy: boolean;
  /** How the last renewal went; undefined before the first. */
  readonly outcome: FetchOutcome | undefined;
};

/** The longest that somebody waits where nothing is held yet. */
const FETCH_MS = 20_000;
const RENEW_SECONDS = 60;

let state: KeeperState = { lists: noLists, isReady: false, isBusy: false, outcome: undefined };
let running: Promise<void> | undefined;
const watchers = new Set<() => void>();

export function readKeeper(): KeeperState {
  return state;
}

/** Calls back at every change. @returns ends it */
export function watchKeeper(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function change(next: Partial<KeeperState>): void {
  state = { ...state, ...next };
  for (const watcher of watchers) watcher();
}

const fetchBounded: FetchDeps['fetch'] = async (url, options, { bytesMax, secondsMax }) => {
  // `no-cache` asks again each time; the browser's own cache then saves the bytes of what has not changed.
  const init: RequestInit = { ...options, cache: 'no-cache' };
  const { status, headers, bytes } = await fetchWhole(url, init, { timeoutMs: secondsMax * 1000, bytesMax });
  return new Response(bytes, { status, headers });
};

/** Another tab writes to the same place: what it kept meanwhile is as good as what this one holds. */
async function adoptKept(): Promise<void> {
  const kept = await readLists(state.lists);
  // Another tab started over: its key counts from now on.
  change({ lists: isOtherTrust(kept, state.lists) ? kept : mergeLists(state.lists, kept) });
}

async function keep(lists: Lists): Promise<void> {
  // A list that came in the meantime (from a file, say) is not overwritten by an older answer.
  const next = mergeLists(lists, state.lists);
  change({ lists: next });
  // A browser that keeps nothing (private mode) checks as long as the page is open.
  const kept = await writeLists(next, 'merge').catch(() => undefined);
  if (kept !== undefined) change({ lists: mergeLists(state.lists, kept) });
}

async function renew(): Promise<void> {
  change({ isBusy: true });
  try {
    await adoptKept();
    const [fetched] = await Promise.all([
      fetchLists(state.lists, { fetch: fetchBounded, verifyEs256, nowAt: readClock().nowAt }),
      measureClock(),
    ]);
    await keep(fetched.lists);
    change({ outcome: fetched.outcome });
  } finally {
    change({ isBusy: false });
  }
}

/** Renews the lists now; a renewal under way is joined. */
export function refreshLists(): Promise<void> {
  running ??= renew().finally(() => {
    running = undefined;
  });
  return running;
}

/** Renews the lists when they are more than a minute old, waiting no longer than `patience` milliseconds. */
export async function refreshBeforeCheck(patience: number): Promise<void> {
  const at = dataAt(state.lists);
  const isFresh = at !== undefined && readClock().nowAt - at <= RENEW_SECONDS;
  if (isFresh || !navigator.onLine) return;
  const enough = new Promise<void>((resolve) => {
    setTimeout(resolve, at === undefined ? FETCH_MS : patience);
  });
  await Promise.race([refreshLists().catch(() => undefined), enough]);
}

/** Takes a trust list from a file. @returns whether it was believed */
export async function takeTrustFile(text: string): Promise<boolean> {
  const { nowAt } = readClock();
  const accepted = await acceptTrustFile(text.trim(), state.lists, { verifyEs256, nowAt });
  if (accepted === undefined) return false;
  await keep({ ...state.lists, trust: accepted });
  return true;
}

/** Forgets everything, the pinned key too, and starts as on the first day. */
export async function startOver(): Promise<void> {
  await running?.catch(() => undefined);
  change({ lists: noLists });
  await writeLists(noLists, 'replace').catch(() => undefined);
  await refreshLists();
}

/** Reads what is kept, then renews it each minute, and when the page comes back or the network does. Call once. */
export async function startKeeper(): Promise<void> {
  change({ lists: await readLists(), isReady: true });
  const renewSeen = (): void => {
    if (document.visibilityState === 'visible') void refreshLists().catch(() => undefined);
  };
  document.addEventListener('visibilitychange', renewSeen);
  window.addEventListener('online', renewSeen);
  setInterval(renewSeen, RENEW_SECONDS * 1000);
  renewSeen();
}
