import { m } from '@mleg/i18n/messages';
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { problemWords } from './problem-words.ts';
import type { WalletProblem } from './wallet-error.ts';

/** A failure in words, with the ways on. Takes the focus, so that a screen reader reads it. */
export function Problem({
  problem,
  host,
  text,
  children,
}: {
  readonly problem: WalletProblem;
  /** Whose server it is about. */
  readonly host?: string | undefined;
  /** A more exact sentence. */
  readonly text?: string;
  readonly children?: ComponentChildren;
}): VNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [problem]);
  return (
    <div class="notice bad" role="alert" tabIndex={-1} ref={box}>
      <p>
        <strong>{m.common_error_prefix()}</strong> {text ?? problemWords(problem, host)}
      </p>
      {children === undefined ? null : <div class="row">{children}</div>}
    </div>
  );
}

const ICONS = {
  card: 'M3 6.5A1.5 1.5 0 0 1 4.5 5h15A1.5 1.5 0 0 1 21 6.5v11a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5zM6 9h4v5H6zM13 10h5M13 13h3.5M6 16.5h12',
  code: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5H14zM17.5 17.5H20V20h-2.5zM17.5 14H20M14 17.5V20',
  history: 'M12 7v5.2l3.4 2M4.2 9.5A8.2 8.2 0 1 1 3.8 13M3.5 5.5v4h4',
  settings: 'M4 7h9M17 7h3M15 4.8v4.4M4 12h3M11 12h9M9 9.8v4.4M4 17h9M17 17h3M15 14.8v4.4',
  camera:
    'M4 8V5.5A1.5 1.5 0 0 1 5.5 4H8M16 4h2.5A1.5 1.5 0 0 1 20 5.5V8M20 16v2.5a1.5 1.5 0 0 1-1.5 1.5H16M8 20H5.5A1.5 1.5 0 0 1 4 18.5V16M4 12h16',
  keys: 'M3.5 7h17v10h-17zM7 10.2h.01M10.3 10.2h.01M13.7 10.2h.01M17 10.2h.01M8 14h8',
  paste:
    'M9 4.5h6v3H9zM9 6H6.5A1.5 1.5 0 0 0 5 7.5v11A1.5 1.5 0 0 0 6.5 20h11a1.5 1.5 0 0 0 1.5-1.5v-11A1.5 1.5 0 0 0 17.5 6H15M8.5 12h7M8.5 15.5h5',
  share: 'M12 15V3.8M8 7.3l4-3.8 4 3.8M7.5 10.5H5.5v10h13v-10h-2',
  check: 'M4.5 12.5l5 5 10-11',
} as const;

/** A line drawing beside a word; a picture never stands alone. */
export function Icon({ name }: { readonly name: keyof typeof ICONS }): VNode {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  );
}

/** Something is under way; said to a screen reader at once, seen after 300 ms. */
export function Progress({ text }: { readonly text: string }): VNode {
  return (
    <div class="progress" role="status">
      <p>{text}</p>
      <progress aria-label={text} />
    </div>
  );
}
