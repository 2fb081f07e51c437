import { useEffect, useState } from 'preact/hooks';
import { measureClock } from '../clock.ts';

/** What a code does not survive (docs/offline-qr.md: −15 to +60 s), with room for a slow answer. */
const AHEAD_SECONDS_MAX = 20;
const BEHIND_SECONDS_MAX = 50;

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

/** Whether the phone's clock is so wrong that codes would be refused; false while nobody knows. */
export function useWrongClock(): boolean {
  const [isWrong, setWrong] = useState(false);
  useEffect(() => {
    let isGone = false;
    void measureClock().then((seconds) => {
      if (isGone || seconds === undefined) return;
      setWrong(seconds > AHEAD_SECONDS_MAX || seconds < -BEHIND_SECONDS_MAX);
    });
    return () => {
      isGone = true;
    };
  }, []);
  return isWrong;
}
