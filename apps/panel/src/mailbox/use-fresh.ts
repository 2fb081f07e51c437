import { useEffect, useRef } from 'preact/hooks';

const AGAIN_MS = 5_000;
/** Somebody who has done nothing for so long is not at the desk: asking on would keep the session alive for nobody. */
const THERE_MS = 60_000;

/** Asks again now and then while somebody is at the desk, and when they come back to this window. */
export function useFresh(reload: () => void): void {
  const latest = useRef(reload);
  latest.current = reload;
  useEffect(() => {
    let usedAt = performance.now();
    const note = (): void => {
      usedAt = performance.now();
    };
    const look = (): void => {
      if (!document.hidden && performance.now() - usedAt < THERE_MS) latest.current();
    };
    const back = (): void => {
      note();
      look();
    };
    const timer = window.setInterval(look, AGAIN_MS);
    const events = ['pointermove', 'pointerdown', 'keydown', 'scroll'] as const;
    for (const event of events) window.addEventListener(event, note, { passive: true, capture: true });
    document.addEventListener('visibilitychange', back);
    return () => {
      window.clearInterval(timer);
      for (const event of events) window.removeEventListener(event, note, { capture: true });
      document.removeEventListener('visibilitychange', back);
    };
  }, []);
}
