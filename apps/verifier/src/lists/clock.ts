/** What this phone knows of the time. A wrong clock makes good codes look old and old ones good. */

type Measurement = { readonly offset: number; readonly date: number; readonly tick: number };
let measured: Measurement | undefined;

/** Both clocks of the browser may drift apart by this much before somebody must have set one of them. */
const SET_MS = 3000;
const ANSWER_MS_MAX = 4000;

/** Asks our own server for the time (its `Date` header, whole seconds); without an answer nothing changes. */
export async function measureClock(): Promise<void> {
  const sentAt = Date.now();
  // HEAD: the service worker keeps GET answers, and an old answer would carry an old time.
  const answer = await fetch('/config.json', { method: 'HEAD', cache: 'no-store' }).catch(() => undefined);
  const date = Date.parse(answer?.headers.get('date') ?? '');
  const receivedAt = Date.now();
  if (Number.isNaN(date) || receivedAt - sentAt > ANSWER_MS_MAX) return;
  const offset = date + 500 - (sentAt + receivedAt) / 2;
  measured = { offset, date: receivedAt, tick: performance.now() };
}

/**
 * @param at milliseconds of this phone's clock
 * @returns epoch seconds, corrected while the last measurement still holds
 */
export function readClock(at = Date.now()): { readonly nowAt: number; readonly isKnown: boolean } {
  if (measured !== undefined) {
    const wentBy = Date.now() - measured.date;
    const ticked = performance.now() - measured.tick;
    if (Math.abs(wentBy - ticked) < SET_MS) return { nowAt: (at + measured.offset) / 1000, isKnown: true };
    measured = undefined;
  }
  return { nowAt: at / 1000, isKnown: false };
}
