import { useEffect, useRef, useState } from 'preact/hooks';

const PAUSE_MS = 250;

type Kept = { readonly search?: string } | null;

/**
 * The words of a search field: what is typed, and what is asked after a short pause. They are kept in the history's
 * state, not in the address: a name never stands in an address.
 */
export function useSearch(): { typed: string; asked: string; type: (text: string) => void } {
  const [typed, setTyped] = useState(() => (history.state as Kept)?.search ?? '');
  const [asked, setAsked] = useState(typed);
  const timer = useRef(0);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const type = (text: string): void => {
    setTyped(text);
    history.replaceState({ search: text }, '');
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setAsked(text.trim()), PAUSE_MS);
  };
  return { typed, asked, type };
}
