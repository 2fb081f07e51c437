import { useRef, useState } from 'preact/hooks';
import { type Action, useAction } from '../use-action.ts';

/** A list that comes in pages: what is there so far, and how the next page is asked for. */
export type More<T> = {
  readonly items: readonly T[];
  readonly action: Action;
  readonly ask: () => Promise<boolean>;
};

/**
 * The first page, and the pages that were asked for after it; a new first page begins anew.
 * @param first undefined while it is on its way
 */
export function useMore<T>(
  first: readonly T[] | undefined,
  next: (from: number) => Promise<readonly T[]>,
): More<T> {
  const action = useAction();
  const [added, setAdded] = useState<{ after: readonly T[] | undefined; items: readonly T[] }>({
    after: first,
    items: [],
  });
  const latest = useRef(first);
  latest.current = first;
  const further = added.after === first ? added.items : [];
  const items = [...(first ?? []), ...further];
  const ask = (): Promise<boolean> =>
    action.run(async () => {
      const page = await next(items.length);
      // Somebody chose another list meanwhile: its rows are not these.
      if (latest.current === first) setAdded({ after: first, items: [...further, ...page] });
    });
  return { items, action, ask };
}
