import type { ImportReport } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { type Confirmed, isReleased } from './confirmed.ts';

type BarProps = {
  readonly isApplied: boolean;
  readonly isBusy: boolean;
  /** What would be written. */
  readonly count: number;
  readonly hasErrors: boolean;
  readonly held: ImportReport['held'];
  readonly confirmed: Confirmed;
  readonly onApply: () => void;
  readonly onOther: () => void;
};

/** The one button that writes, always in sight, and the way back. */
export function ApplyBar(props: BarProps): VNode {
  const { isApplied, isBusy, count, hasErrors, held, confirmed, onApply, onOther } = props;
  const isHeld = !isReleased(held, confirmed);
  const canApply = !isApplied && (count > 0 || held !== null);
  const apply = (): void => {
    if (isHeld) document.querySelector<HTMLInputElement>('.held-file input')?.focus();
    else onApply();
  };
  return (
    <div class="row apply-bar">
      {canApply ? (
        <button type="button" class="primary" aria-disabled={isBusy || isHeld} onClick={apply}>
          {m.panel_import_apply({ count })}
        </button>
      ) : null}
      {isApplied ? (
        <a class="button primary" href="/pupils">
          {m.panel_nav_pupils()}
        </a>
      ) : null}
      <button type="button" onClick={onOther}>
        {isApplied ? m.panel_import_another() : m.common_cancel()}
      </button>
      <p class="quiet" role="status">
        {canApply && isHeld && held !== null ? m.panel_import_held_wrong({ count: held.count }) : null}
        {canApply && !isHeld && hasErrors ? m.panel_import_good_rows() : null}
      </p>
    </div>
  );
}
