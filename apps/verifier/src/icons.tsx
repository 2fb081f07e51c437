import type { VerdictWord } from '@mleg/core/verdict/verdict';
import type { VNode } from 'preact';

/** Drawn on a grid of 24; always beside a word, so they say nothing themselves. */
function Icon({ path }: { readonly path: string }): VNode {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

export function ScanIcon(): VNode {
  return (
    <Icon path="M4 8V6a2 2 0 0 1 2-2h2M16 4h2a2 2 0 0 1 2 2v2M20 16v2a2 2 0 0 1-2 2h-2M8 20H6a2 2 0 0 1-2-2v-2M8 12.5l3 3 5.5-6.5" />
  );
}

export function AskIcon(): VNode {
  return <Icon path="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18" />;
}

export function ListsIcon(): VNode {
  return <Icon path="M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01" />;
}

export function SettingsIcon(): VNode {
  return <Icon path="M4 7h10M18 7h2M16 5v4M4 17h2M10 17h10M8 15v4" />;
}

const shapes: Record<VerdictWord, { readonly outline: string; readonly sign: string }> = {
  // A round tick, an octagon with a cross, a diamond with a question mark: told apart without colours.
  valid: { outline: 'M32 3a29 29 0 1 1 0 58 29 29 0 0 1 0-58z', sign: 'M18 33l10 10 19-22' },
  invalid: { outline: 'M20 3h24l17 17v24L44 61H20L3 44V20z', sign: 'M21 21l22 22M43 21L21 43' },
  unknown: {
    outline: 'M32 2l30 30-30 30L2 32z',
    sign: 'M25 25a7 7 0 1 1 10 6c-2 1.400-3 2.500-3 5M32 44v.5',
  },
};

/** The shape of a verdict. */
export function VerdictSign({ word }: { readonly word: VerdictWord }): VNode {
  return (
    <svg class="verdict-sign" viewBox="0 0 64 64" aria-hidden="true">
      <path class="verdict-outline" d={shapes[word].outline} />
      <path class="verdict-mark" d={shapes[word].sign} />
    </svg>
  );
}
