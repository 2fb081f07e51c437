import { useEffect, useState } from 'preact/hooks';

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const list = window.matchMedia(query);
    const update = (): void => setMatches(list.matches);
    update();
    list.addEventListener('change', update);
    return () => list.removeEventListener('change', update);
  }, [query]);
  return matches;
}

/** Room for the queue and the case in hand side by side; in rem, so that large text gets one column. */
export const useWide = (): boolean => useMedia('(min-width: 68rem)');
/** Room for a table. */
export const useTable = (): boolean => useMedia('(min-width: 46rem)');
