import { useSingleKeys } from '../queue/use-queue-keys.ts';

/** J and K walk through the letters, A confirms; never while somebody types. */
export function useLetterKeys(
  isOn: boolean,
  keys: { readonly onStep: (step: 1 | -1) => void; readonly onConfirm: () => void },
): void {
  useSingleKeys(isOn, { j: () => keys.onStep(1), k: () => keys.onStep(-1), a: keys.onConfirm });
}
