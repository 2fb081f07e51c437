import { m } from '@mleg/i18n/messages';
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

type ReasonListProps<Reason extends string> = {
  readonly legend: string;
  readonly words: Readonly<Record<Reason, () => string>>;
  /** What the button that does it says. */
  readonly confirm: string;
  readonly isBusy: boolean;
  readonly isDanger?: boolean;
  readonly onCancel: () => void;
  readonly onConfirm: (reason: Reason) => unknown;
  /** What the chosen reason does; undefined while none is chosen. */
  readonly effect?: (chosen: Reason | undefined) => string | undefined;
  /** More of the form, below the reasons. */
  readonly children?: ComponentChildren;
};

/** One step in place: choose a reason, then do it. Nothing happens without one. */
export function ReasonList<Reason extends string>(props: ReasonListProps<Reason>): VNode {
  const { legend, words, confirm, isBusy, isDanger, effect, onCancel, onConfirm, children } = props;
  const [chosen, setChosen] = useState<Reason>();
  const [isMissing, setMissing] = useState(false);
  const name = useId();
  const effectText = effect?.(chosen);
  const box = useRef<HTMLFieldSetElement>(null);
  useEffect(() => box.current?.querySelector('input')?.focus(), []);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (chosen !== undefined) onConfirm(chosen);
    else {
      setMissing(true);
      // The sentence stands above the reasons: out of sight from the button, unless the focus goes there.
      box.current?.querySelector('input')?.focus();
    }
  };
  return (
    <form class="step" onSubmit={submit}>
      <fieldset ref={box}>
        <legend>{legend}</legend>
        {isMissing && chosen === undefined ? (
          <p class="field-error" role="alert">
            {m.panel_choose_reason()}
          </p>
        ) : null}
        {(Object.keys(words) as Reason[]).map((reason) => (
          <label key={reason} class="choice">
            <input type="radio" name={name} checked={chosen === reason} onChange={() => setChosen(reason)} />
            {words[reason]()}
          </label>
        ))}
      </fieldset>
      {/* It changes with the choice: read out where it stands. */}
      {effect === undefined ? null : (
        <p class="effect" role="status">
          {effectText}
        </p>
      )}
      {children}
      <div class="row">
        <button type="submit" class={isDanger === true ? 'danger' : 'primary'} aria-disabled={isBusy}>
          {confirm}
        </button>
        <button type="button" onClick={onCancel}>
          {m.common_cancel()}
        </button>
      </div>
    </form>
  );
}
