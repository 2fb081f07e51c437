import { useCallback, useRef, useState } from 'preact/hooks';
import { readClock } from '../lists/clock.ts';
import { readKeeper, refreshBeforeCheck } from '../lists/list-keeper.ts';
import { readSettings } from '../settings.ts';
import type { CheckedCode } from './check-code.ts';
import { checkCode, findOtherCode } from './check-code.ts';

/** How long a check waits for newer data, milliseconds. */
const PATIENCE = 1500;

export type Checker = {
  readonly isChecking: boolean;
  readonly result: CheckedCode | undefined;
  /** Checks a text that was read now; while one is under way others are left alone. */
  readonly check: (text: string) => void;
  /** Takes back what was said of a foreign code. */
  readonly forgetOther: () => void;
  readonly clear: () => void;
};

async function checkNow(text: string): Promise<CheckedCode> {
  // A code ages by the second: what counts is when it was read, not when the data had come.
  const readAt = Date.now();
  await refreshBeforeCheck(PATIENCE);
  const { listHours } = readSettings();
  return checkCode({ text, lists: readKeeper().lists, listHours, clock: readClock(readAt) });
}

/** Checks codes with the newest data that can be had at once. */
export function useChecker(): Checker {
  const [isChecking, setChecking] = useState(false);
  const [result, setResult] = useState<CheckedCode | undefined>(undefined);
  const isBusy = useRef(false);
  const check = useCallback((text: string) => {
    if (isBusy.current) return;
    // A foreign code asks for no lists and no network: it is said at once, and nothing else on the page moves.
    const code = findOtherCode(text);
    if (code !== undefined) {
      setResult({ kind: 'other_code', code });
      return;
    }
    isBusy.current = true;
    setChecking(true);
    void checkNow(text)
      .catch((): CheckedCode => ({ kind: 'failed' }))
      .then((checked) => {
        isBusy.current = false;
        setChecking(false);
        setResult(checked);
      });
  }, []);
  const clear = useCallback(() => setResult(undefined), []);
  const forgetOther = useCallback(
    () => setResult((now) => (now?.kind === 'other_code' ? undefined : now)),
    [],
  );
  return { isChecking, result, check, clear, forgetOther };
}
