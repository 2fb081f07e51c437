import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { More } from './use-more.ts';

/** Says how much of a list is there, and brings the rest of it; nothing where all is there. */
export function ShowMore<T>(props: {
  readonly of: More<T>;
  readonly total: number;
  /** As many come at once. */
  readonly page: number;
}): VNode | null {
  const { of: list, total, page } = props;
  const said = useRef<HTMLParagraphElement>(null);
  const shown = list.items.length;
  if (total <= page) return null;
  const ask = async (): Promise<void> => {
    if (await list.ask()) said.current?.focus();
  };
  return (
    <div class="show-more">
      <p class="quiet" role="status" tabIndex={-1} ref={said}>
        {m.panel_shown_of({ shown, total: Math.max(shown, total) })}
      </p>
      {shown >= total ? null : (
        <button type="button" aria-disabled={list.action.isBusy} onClick={() => void ask()}>
          {m.panel_show_more({ count: Math.min(page, total - shown) })}
        </button>
      )}
      {list.action.error === undefined ? null : <ProblemNotice error={list.action.error} />}
    </div>
  );
}
