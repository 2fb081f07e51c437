import type { Offer } from '@mleg/contract/common';
import type { Child } from '@mleg/contract/guardian';
import { useEffect, useRef, useState } from 'preact/hooks';
import { readChild } from './portal-api.ts';

/** A phone's clock may be wrong: a code never counts as younger than this (rules.md C2). */
const LIFE_MS_MAX = 1_800_000;
/** Asked for a little after the end: before it the server shows the same codes. */
const LATE_MS = 2_000;
/** Nor is it asked for more often, where a phone's clock is ahead. */
const LIFE_MS_MIN = 15_000;
const LOOK_MS = 1_000;
const ASK_MS = 5_000;

/**
 * Watches a code grow old, and calls `renew` at its end once the page is being looked at.
 * @param renew false when no more renewals are due
 * @returns whether the code is over
 */
export function useOfferLife(offer: Offer | undefined, renew: () => boolean): boolean {
  const [over, setOver] = useState<Offer>();
  const latest = useRef(renew);
  latest.current = renew;
  useEffect(() => {
    if (offer === undefined) return undefined;
    const endsAt = Date.now() + lifeOf(offer);
    const timer = setInterval(() => {
      if (Date.now() < endsAt || document.visibilityState === 'hidden') return;
      clearInterval(timer);
      if (!latest.current()) setOver(offer);
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [offer]);
  return offer !== undefined && over === offer;
}

function lifeOf({ expiresAt }: Offer): number {
  const life = Date.parse(expiresAt) - Date.now() + LATE_MS;
  return Math.min(Math.max(life, LIFE_MS_MIN), LIFE_MS_MAX + LATE_MS);
}

/** Asks now and then whether a phone has taken the ID, while `isWatching`; true from then on. */
export function useActivation(child: Child, isWatching: boolean): boolean {
  const [isAdded, setAdded] = useState(false);
  const known = useRef(new Set(child.mobileIds.map(({ id }) => id)));
  useEffect(() => {
    if (!isWatching || isAdded) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'hidden') return;
      readChild(child.pupilId).then(
        ({ mobileIds }) =>
          setAdded(mobileIds.some(({ id, state }) => state === 'active' && !known.current.has(id))),
        // The next look may succeed; the code on the screen is good all the same.
        () => undefined,
      );
    }, ASK_MS);
    return () => clearInterval(timer);
  }, [child.pupilId, isWatching, isAdded]);
  return isAdded;
}
