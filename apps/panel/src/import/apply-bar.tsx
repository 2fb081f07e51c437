import type { ImportReport } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { type Confirmed, isReleased } from './confirmed.ts';

type BarProps = {
  readonly fileName: string;
  readonly isApplied: boolean;
  /** The file is being written. */
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
  const { fileName, isApplied, isBusy, count, held, confirmed, onApply, onOther } = props;
  const canApply = !isApplied && (count > 0 || held !== null);
  const apply = (): void => {
    if (isReleased(held, confirmed)) onApply();
    else document.querySelector<HTMLInputElement>('.held-file input')?.focus();
  };
  return (
    <div class="row apply-bar">
      {canApply ? (
        <button type="button" class="primary" aria-disabled={isBusy} onClick={apply}>
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
        {isBusy ? m.panel_import_applying({ name: fileName }) : canApply ? hint(props) : null}
      </p>
      {isBusy ? <progress aria-label={m.panel_import_applying({ name: fileName })} /> : null}
    </div>
  );
}

/** What stands in the way, or what the button leaves out. */
function hint({ held, confirmed, hasErrors }: BarProps): string | null {
  if (held !== null && !isReleased(held, confirmed)) return m.panel_import_held_wrong({ count: held.count });
  return hasErrors ? m.panel_import_good_rows() : null;
}
