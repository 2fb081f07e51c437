import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';

/** The end of a form that opened on a page: the button that does it, and the way back. */
export function FormEnd(props: {
  readonly label: string;
  /** `danger` for what cannot be taken back. */
  readonly class?: 'primary' | 'danger';
  readonly isBusy: boolean;
  readonly onClose: () => void;
}): VNode {
  return (
    <div class="row">
      <button type="submit" class={props.class ?? 'primary'} aria-disabled={props.isBusy}>
        {props.label}
      </button>
      <button type="button" onClick={props.onClose}>
        {m.common_cancel()}
      </button>
    </div>
  );
}
