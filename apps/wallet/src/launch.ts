/** What opened the app: a link whose fragment holds an offer or a request. Taken out of the address bar at once. */

export type Launch = { readonly kind: 'add' | 'present'; readonly text: string };

let waiting: Launch | undefined;

/** Whether a text asks for data rather than gives an ID. */
export function isPresentText(text: string): boolean {
  return /^openid4vp:\/\//.test(text) || /^https?:\/\/[^\s/]+\/present[?#]/.test(text);
}

/**
 * The link in a pasted text: a whole message of the school is as good as its one line.
 * @returns the text as it is where there is no such link
 */
export function linkIn(text: string): string {
  const found = /(?:https?|openid-credential-offer):\/\/[^\s]*credential_offer(?:_uri)?=[^\s]+/.exec(text);
  return found?.[0] ?? text;
}

/** Tells of a link that is opened over the running app. */
export function catchLaunch(onLaunch: () => void): () => void {
  const read = (): void => {
    if (readLaunch()) onLaunch();
  };
  window.addEventListener('hashchange', read);
  return () => window.removeEventListener('hashchange', read);
}

/** Reads the address and takes the fragment out of it and of the history. @returns whether it opens something */
export function readLaunch(): boolean {
  const { hash, pathname, href, search } = location;
  if (hash.length < 2) return false;
  if (pathname !== '/add' && pathname !== '/present') return false;
  waiting = { kind: pathname === '/add' ? 'add' : 'present', text: href };
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
