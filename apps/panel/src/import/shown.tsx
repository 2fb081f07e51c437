import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

/** Rows of a section before the rest is asked for: a screen is there at once, whatever the file's length. */
export const SHOWN_FIRST = 100;

/** The first rows of a section, all of them when asked, and the button that asks. */
export function useShown<T>(items: readonly T[]): {
  readonly shown: readonly T[];
  readonly more: VNode | null;
} {
  const [isWhole, setWhole] = useState(false);
  const rest = items.length - SHOWN_FIRST;
  if (isWhole || rest <= 0) return { shown: items, more: null };
  const more = (
    <p>
      <button type="button" class="plain" onClick={() => setWhole(true)}>
        {m.panel_import_rest({ count: rest })}
      </button>
    </p>
  );
  return { shown: items.slice(0, SHOWN_FIRST), more };
}
