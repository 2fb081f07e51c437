import { useEffect, useState } from 'preact/hooks';

/** A difference that a proof does not survive (docs/offline-qr.md: −15 to +60 s), with room for a slow answer. */
const WRONG_CLOCK_SECONDS = 120;

/** Keeps the screen from going dark while a code is shown. */
export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let isGone = false;
    const hold = async (): Promise<void> => {
      if (document.hidden) return;
      // Refused when the battery is low; older browsers have none.
      const held = await navigator.wakeLock?.request('screen').catch(() => undefined);
      if (isGone) void held?.release();
      else lock = held;
    };
    const holdAgain = (): void => void hold();
    holdAgain();
    document.addEventListener('visibilitychange', holdAgain);
    return () => {
      isGone = true;
      document.removeEventListener('visibilitychange', holdAgain);
      void lock?.release();
    };
  }, []);
}

/** How far the phone's clock is off, in seconds; undefined without a network. HEAD, which the service worker lets pass. */
async function measureClock(): Promise<number | undefined> {
  try {
    const response = await fetch('/config.json', { method: 'HEAD', cache: 'no-store' });
    const date = Date.parse(response.headers.get('date') ?? '');
    return Number.isNaN(date) ? undefined : (Date.now() - date) / 1000;
  } catch {
    return undefined;
  }
}

/** Whether the phone's clock is so wrong that codes would be refused; false while nobody knows. */
export function useWrongClock(): boolean {
  const [isWrong, setWrong] = useState(false);
  useEffect(() => {
    let isGone = false;
    void measureClock().then((seconds) => {
      if (!isGone && seconds !== undefined) setWrong(Math.abs(seconds) > WRONG_CLOCK_SECONDS);
    });
    return () => {
      isGone = true;
    };
  }, []);
  return isWrong;
}
