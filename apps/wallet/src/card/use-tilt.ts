import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** Degrees of tilt that move the pattern all the way. */
const FULL_TILT = 35;

function clamp(value: number): number {
  return Math.max(-1, Math.min(1, value));
}

/** iOS asks the person before it tells the tilt; a pattern is not worth a question. */
function tellsTiltUnasked(): boolean {
  return 'DeviceOrientationEvent' in window && !('requestPermission' in DeviceOrientationEvent);
}

/** Puts the tilt of the phone (or the place of the pointer) into `--tilt-x` and `--tilt-y`, -1 to 1; still for reduced motion. */
export function useTilt(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return undefined;
    const set = (x: number, y: number): void => {
      element.current?.style.setProperty('--tilt-x', clamp(x).toFixed(3));
      element.current?.style.setProperty('--tilt-y', clamp(y).toFixed(3));
    };
    const byTilt = ({ gamma, beta }: DeviceOrientationEvent): void => {
      if (gamma !== null && beta !== null) set(gamma / FULL_TILT, (beta - 40) / FULL_TILT);
    };
    const byPointer = ({ clientX, clientY, pointerType }: PointerEvent): void => {
      if (pointerType !== 'mouse') return;
      set((clientX / innerWidth) * 2 - 1, (clientY / innerHeight) * 2 - 1);
    };
    if (tellsTiltUnasked()) window.addEventListener('deviceorientation', byTilt);
    window.addEventListener('pointermove', byPointer);
    return () => {
      window.removeEventListener('deviceorientation', byTilt);
      window.removeEventListener('pointermove', byPointer);
    };
  }, [element]);
}
