/** Small marks beside the database: what was agreed to, which ID was last shown, that there was one at all. */

const TERMS = 'mleg-wallet-terms';
const HAD_CARD = 'mleg-wallet-had-card';
const SHOWN = 'mleg-wallet-shown';
/** Grows when the terms change, so that they are asked again. */
const TERMS_VERSION = '1';

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // A browser that keeps nothing asks again: no harm.
  }
}

/** Whether the terms in force were accepted on this phone (W-11). */
export function hasAcceptedTerms(): boolean {
  return read(TERMS)?.split(' ')[0] === TERMS_VERSION;
}

/** Records it here, with the day; nobody else learns of it. */
export function acceptTerms(on: string): void {
  write(TERMS, `${TERMS_VERSION} ${on}`);
}

/** Whether an ID was kept here that the person did not remove (W-9: the system may have erased it). */
export function hadCard(): boolean {
  return read(HAD_CARD) === 'yes';
}

export function markCards(count: number): void {
  write(HAD_CARD, count > 0 ? 'yes' : undefined);
}

/** Which ID of several was shown last (W-12). */
export function shownCardId(): string | undefined {
  return read(SHOWN) ?? undefined;
}

export function markShown(id: string): void {
  write(SHOWN, id);
}
