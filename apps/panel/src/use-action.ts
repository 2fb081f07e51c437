import { ApiError } from '@mleg/ui/call-api';
import { useCallback, useRef, useState } from 'preact/hooks';

/** A command that a button gives: one at a time, its failure kept until the next. */
export type Action = {
  readonly isBusy: boolean;
  readonly error: ApiError | undefined;
  /** Runs the command unless one runs already; true when it went through. */
  readonly run: (command: () => Promise<unknown>) => Promise<boolean>;
};

/** A second click, Enter held down or an impatient double tap give no second command. */
export function useAction(): Action {
  const running = useRef(false);
  const [state, setState] = useState<{ isBusy: boolean; error?: ApiError }>({ isBusy: false });
  const run = useCallback(async (command: () => Promise<unknown>): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    setState({ isBusy: true });
    try {
      await command();
      setState({ isBusy: false });
      return true;
    } catch (cause) {
      setState({ isBusy: false, error: cause instanceof ApiError ? cause : new ApiError('fault') });
      return false;
    } finally {
      running.current = false;
    }
  }, []);
  return { isBusy: state.isBusy, error: state.error, run };
}
