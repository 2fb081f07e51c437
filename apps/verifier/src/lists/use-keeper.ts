import { useEffect, useState } from 'preact/hooks';
import type { KeeperState } from './list-keeper.ts';
import { readKeeper, watchKeeper } from './list-keeper.ts';

/** The lists and their state, drawn anew when they change. */
export function useKeeper(): KeeperState {
  const [state, setState] = useState(readKeeper);
  useEffect(() => {
    setState(readKeeper());
    return watchKeeper(() => setState(readKeeper()));
  }, []);
  return state;
}
