import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { reveal } from '../api.ts';
import { useAction } from '../use-action.ts';

/** A field that is shown on request; the server writes down who saw it. */
export function Hidden(props: {
  readonly pupilId: string;
  readonly field: 'personal_id' | 'address';
  readonly masked: string;
}): VNode {
  const { pupilId, field, masked } = props;
  const [value, setValue] = useState<string>();
  const { run, isBusy, error } = useAction();
  const label = field === 'address' ? m.panel_reveal_address() : m.panel_reveal_personal_id();
  const show = (): Promise<boolean> => run(async () => setValue((await reveal(pupilId, field)).value));
  return (
    <span class="hidden-field">
      <span class={field === 'address' ? '' : 'number'} aria-live="polite">
        {value ?? masked}
      </span>
      <button
        type="button"
        class="plain"
        aria-label={value === undefined ? label : m.panel_hide()}
        aria-disabled={isBusy}
        onClick={value === undefined ? show : () => setValue(undefined)}
      >
        {value === undefined ? m.panel_show() : m.panel_hide()}
      </button>
      {error === undefined ? null : <ProblemNotice error={error} />}
    </span>
  );
}
