import { readPasted } from '@mleg/core/links/read-pasted';

/** What opened the app: a link whose fragment holds an offer, a request or an issuer. Taken out of the address bar at once. */

export type Launch = { readonly kind: 'add' | 'present' | 'trust'; readonly text: string };

let waiting: Launch | undefined;

const kinds: Readonly<Record<string, Launch['kind']>> = {
  '/add': 'add',
  '/present': 'present',
  '/trust': 'trust',
};

/** Whether a text asks for data rather than gives an ID. */
export function isPresentText(text: string): boolean {
  return readPasted(text)?.kind === 'present';
}

/** Tells of a link that is opened over the running app. */
export function catchLaunch(onLaunch: () => void): () => void {
  const read = (): void => {
    if (readLaunch()) onLaunch();
  };
  window.addEventListener('hashchange', read);
  // One that came between the first draw and now.
  read();
  return () => window.removeEventListener('hashchange', read);
}

/** Reads the address and takes the fragment out of it and of the history. @returns whether it opens something */
export function readLaunch(): boolean {
  const { hash, pathname, href, search } = location;
  const kind = Object.hasOwn(kinds, pathname) ? kinds[pathname] : undefined;
  if (hash.length < 2 || kind === undefined) return false;
  waiting = { kind, text: href };
  history.replaceState(null, '', pathname + search);
  return true;
}

/** What is waiting; stays until it is taken, through the terms and the installation notice. */
export function peekLaunch(): Launch | undefined {
  return waiting;
}

/** Puts a scanned or pasted text in its place. */
export function setLaunch(launch: Launch): void {
  waiting = launch;
}

/** Takes what is waiting for this page. */
export function takeLaunch(kind: Launch['kind']): string | undefined {
  if (waiting?.kind !== kind) return undefined;
  const { text } = waiting;
  waiting = undefined;
  return text;
}
