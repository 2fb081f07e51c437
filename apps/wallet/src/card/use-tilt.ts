import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** Degrees of tilt that move the pattern all the way. */
const FULL_TILT = 35;
/** How a phone is held while it is shown. */
const HELD_TILT = 40;
const STILL = '(prefers-reduced-motion: reduce)';

type Asking = { readonly requestPermission?: () => Promise<'granted' | 'denied'> };

function clamp(value: number): number {
  return Math.max(-1, Math.min(1, value));
}

/**
 * Asks for the tilt where that must be asked for. Some browsers answer at once, some only to a tap: those refuse now and are
 * asked again when the card is tapped.
 * @returns what ends the waiting for a tap
 */
function askForTilt(card: HTMLElement | null): () => void {
  const asking = globalThis.DeviceOrientationEvent as Asking | undefined;
  if (asking?.requestPermission === undefined) return () => undefined;
  const onTap = (): void => void asking.requestPermission?.().catch(() => undefined);
  let isEnded = false;
  asking.requestPermission().catch(() => {
    if (!isEnded) card?.addEventListener('click', onTap, { once: true });
  });
  return () => {
    isEnded = true;
    card?.removeEventListener('click', onTap);
  };
}

/** Follows the phone and the mouse until it is ended. */
function follow(card: HTMLElement | null): () => void {
  const set = (x: number, y: number): void => {
    card?.style.setProperty('--tilt-x', clamp(x).toFixed(3));
    card?.style.setProperty('--tilt-y', clamp(y).toFixed(3));
  };
  const byTilt = ({ gamma, beta }: DeviceOrientationEvent): void => {
    if (gamma !== null && beta !== null) set(gamma / FULL_TILT, (beta - HELD_TILT) / FULL_TILT);
  };
  const byPointer = ({ clientX, clientY, pointerType }: PointerEvent): void => {
    if (pointerType === 'mouse') set((clientX / innerWidth) * 2 - 1, (clientY / innerHeight) * 2 - 1);
  };
  const endAsking = askForTilt(card);
  window.addEventListener('deviceorientation', byTilt);
  window.addEventListener('pointermove', byPointer);
  return () => {
    endAsking();
    window.removeEventListener('deviceorientation', byTilt);
    window.removeEventListener('pointermove', byPointer);
    set(0, 0);
  };
}

/** Puts the tilt of the phone (or the place of the pointer) into `--tilt-x` and `--tilt-y`, -1 to 1; still for reduced motion. */
export function useTilt(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const still = matchMedia(STILL);
    let end: (() => void) | undefined;
    const begin = (): void => {
      end?.();
      end = still.matches ? undefined : follow(element.current);
    };
    begin();
    still.addEventListener('change', begin);
    return () => {
      still.removeEventListener('change', begin);
      end?.();
    };
  }, [element]);
}
