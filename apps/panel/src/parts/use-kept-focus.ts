import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/**
 * Keeps the focus inside a part of the page whose buttons give way to forms and back: without it the browser drops the
 * focus to the top of the page when the focused control disappears, and whoever works by keyboard starts over.
 * A form that opened gets the focus on its first field; otherwise the part's title does.
 */
export function useKeptFocus(): RefObject<HTMLElement | null> {
  const part = useRef<HTMLElement>(null);
  useEffect(() => {
    const root = part.current;
    if (root === null) return undefined;
    let last: EventTarget | null = null;
    const remember = (event: FocusEvent): void => {
      last = event.target;
    };
    const keep = (): void => {
      const isLost = last instanceof Node && !last.isConnected && document.activeElement === document.body;
      if (!isLost) return;
      last = null;
      const field = root.querySelector<HTMLElement>('.step :is(input, select, textarea)');
      (field ?? root.querySelector<HTMLElement>('.section-title'))?.focus();
    };
    const watch = new MutationObserver(keep);
    watch.observe(root, { childList: true, subtree: true });
    root.addEventListener('focusin', remember);
    return () => {
      watch.disconnect();
      root.removeEventListener('focusin', remember);
    };
  }, []);
  return part;
}
