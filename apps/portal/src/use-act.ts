import { ApiError } from '@mleg/ui/call-api';
import { useCallback, useRef, useState } from 'preact/hooks';

/** Something a person does by a button. */
export type Act = {
  readonly isBusy: boolean;
  readonly error: ApiError | undefined;
  /** Starts it; while one is under way a second press does nothing. */
  readonly run: (work: () => Promise<void>) => void;
};

/** A button's work: busy, done or refused. */
export function useAct(): Act {
  const [state, setState] = useState<{ isBusy: boolean; error?: ApiError }>({ isBusy: false });
  const isUnderWay = useRef(false);
  const run = useCallback((work: () => Promise<void>) => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    setState({ isBusy: true });
    work()
      .then(
        () => setState({ isBusy: false }),
        (cause: unknown) =>
          setState({ isBusy: false, error: cause instanceof ApiError ? cause : new ApiError('fault') }),
      )
      .finally(() => {
        isUnderWay.current = false;
      });
  }, []);
  return { isBusy: state.isBusy, error: state.error, run };
}
