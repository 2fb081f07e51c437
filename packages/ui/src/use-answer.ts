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

/** Asks when `key` changes; an answer of an earlier key is thrown away. */
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
  const put = useCallback((answer: T) => setState({ key: latest.current.key, answer, isLoading: false }), []);
  const current = state.key === key ? state : { isLoading: true, answer: undefined, error: undefined };
  return { answer: current.answer, error: current.error, isLoading: current.isLoading, reload: load, put };
}
