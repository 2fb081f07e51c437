import { useEffect, useState } from 'preact/hooks';

/**
 * A part of the app that is loaded when it is needed (the QR code's reader and writer are most of the app's weight).
 * @param load an `import()`
 */
export function useModule<T>(load: () => Promise<T>): {
  readonly module: T | undefined;
  readonly hasFailed: boolean;
} {
  const [state, setState] = useState<{ module: T | undefined; hasFailed: boolean }>({
    module: undefined,
    hasFailed: false,
  });
  useEffect(() => {
    load().then(
      (module) => setState({ module, hasFailed: false }),
      () => setState({ module: undefined, hasFailed: true }),
    );
    // Loaded once: the function is the same piece of code each time.
  }, []);
  return state;
}
