import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';

/** The link to the case after this one, where the queue has one. */
export function NextCase(props: {
  readonly to: string | undefined;
  readonly takesFocus: { current: boolean };
  /** Nothing is left to do here: the way on is what one wants. */
  readonly isMain?: boolean;
}): VNode | null {
  const { to, takesFocus, isMain = false } = props;
  if (to === undefined) return null;
  const follow = (): void => {
    takesFocus.current = true;
  };
  return (
    <a class={isMain ? 'button primary' : 'button'} href={to} onClick={follow}>
      {m.panel_next_case()}
    </a>
  );
}
