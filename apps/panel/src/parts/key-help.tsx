import { m } from '@mleg/i18n/messages';
import type { ComponentChildren, VNode } from 'preact';

/** Which single keys work on a page, and the way to switch them off (WCAG 2.1.4). */
export function KeyHelp(props: {
  readonly isOn: boolean;
  readonly setOn: (isOn: boolean) => void;
  readonly children: ComponentChildren;
}): VNode {
  return (
    <div class="key-help">
      <label>
        <input
          type="checkbox"
          checked={props.isOn}
          onChange={(event) => props.setOn(event.currentTarget.checked)}
        />
        {m.panel_keys_setting()}
      </label>
      <p class="quiet">{props.children}</p>
    </div>
  );
}
