import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from './call-api.ts';

/** A call under way: its last good answer stays while it is asked again. */
export type Answered<T> = {
  readonly answer: T | undefined;
  readonly error: ApiError | undefined;
  readonly isLoading: boolean;
  /** Asks again. */
  readonly reload: () => void;
  /** Puts an answer that another call brought. */
  readonly put: (answer: T) => void;
};

/** After so long a server that could not answer is asked again. */
const AGAIN_MS = 4_000;

/** Runs `again` now and then while `isOn`, unless nobody looks at the page. */
export function useAgain(isOn: boolean, again: () => void): void {
  const latest = useRef(again);
  latest.current = again;
  useEffect(() => {
    if (!isOn) return undefined;
    const timer = window.setInterval(() => document.hidden || latest.current(), AGAIN_MS);
    return () => window.clearInterval(timer);
  }, [isOn]);
}

/**
 * Asks when `key` changes; a server that was away is asked again, quietly, until it is back. An answer of an earlier key
 * is thrown away.
 */
export function useAnswer<T>(key: string, ask: () => Promise<T>): Answered<T> {
  const [state, setState] = useState<{ key: string; answer?: T; error?: ApiError; isLoading: boolean }>({
    key,
    isLoading: true,
  });
  const latest = useRef({ key, ask });
  latest.current = { key, ask };
  const load = useCallback(() => {
    const asked = latest.current.key;
    setState((before) => ({
      key: asked,
      isLoading: true,
      ...(before.key === asked && before.answer !== undefined ? { answer: before.answer } : {}),
    }));
    latest.current.ask().then(
      (answer) => {
        if (latest.current.key === asked) setState({ key: asked, answer, isLoading: false });
      },
      (cause: unknown) => {
        const error = cause instanceof ApiError ? cause : new ApiError('fault');
        if (latest.current.key === asked) setState((before) => ({ ...before, error, isLoading: false }));
      },
    );
  }, []);
  useEffect(load, [key, load]);
  useAgain(state.key === key && state.error?.type === 'unavailable', () => {
    const asked = latest.current.key;
    // What the page says stands until there is something better: nothing flickers and nothing is read out again.
    latest.current.ask().then(
      (answer) =>
        setState((now) =>
          now.key === asked && now.error !== undefined ? { key: asked, answer, isLoading: false } : now,
        ),
      () => undefined,
    );
  });
  const put = useCallback((answer: T) => setState({ key: latest.current.key, answer, isLoading: false }), []);
  const current = state.key === key ? state : { isLoading: true, answer: undefined, error: undefined };
  return { answer: current.answer, error: current.error, isLoading: current.isLoading, reload: load, put };
}
